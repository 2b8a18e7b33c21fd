"""Rosters as files: reading CSV and XLSX row by row with every complaint by row and column, and writing them."""
