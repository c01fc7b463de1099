"""Files that banks take and give: checks issued, direct deposits, checks paid; no database here."""
