"""Print runs, their files and their pieces; packages handed over to the Company."""

from certificates.models.hand_overs import HandOver
from certificates.models.print_runs import PieceState, PrintFile, PrintPiece, PrintRun, RunState

__all__ = ["HandOver", "PieceState", "PrintFile", "PrintPiece", "PrintRun", "RunState"]
