"""What people read: the table, the HTML page and its plots, all rendered from a certificate."""
