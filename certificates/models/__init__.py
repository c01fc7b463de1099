"""Print runs, their files and their pieces."""

from certificates.models.print_runs import PieceState, PrintFile, PrintPiece, PrintRun, RunState

__all__ = ["PieceState", "PrintFile", "PrintPiece", "PrintRun", "RunState"]
