"""The pictures of these pages, made by the program itself."""
