"""What points can be exchanged for: goods, tickets, voucher codes and trips, with stock per site, handed over by scanning."""
