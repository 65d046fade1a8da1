"""One pixel table: columns, origin, quality, positions, blocks and selections."""
