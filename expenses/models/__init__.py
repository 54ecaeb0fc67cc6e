from expenses.models.claim import Claim, Item
from expenses.models.receipt import Payment, Receipt

__all__ = ["Claim", "Item", "Payment", "Receipt"]
