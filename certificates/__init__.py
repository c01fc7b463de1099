"""Paper and post: certificates, print runs, countersignature and mailings."""
