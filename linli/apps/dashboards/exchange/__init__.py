"""Figures in files: tables for spreadsheets, the bulletin for print."""
