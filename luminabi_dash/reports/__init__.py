"""Reports: figures and facts in, a PDF and a mail message out."""
