"""Views as pictures for print, and the numbers behind them."""
