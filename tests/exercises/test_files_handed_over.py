"""What was mailed, listed and requisitioned goes to a successor as files, not as rows alone (21)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from certificates.models import LetterMailing, MailClass
from certificates.services.letters import Handed, record_mailed
from exercises.models import OrderList, RequisitionFile
from exercises.services import deliveries, requisition_files
from registry.selectors.agreements import local_day
from tests.exercises.delivered import posted
from tests.exercises.order_desk import make_order_desk
from tests.registry.handed_over import handed_over, keep_papers

pytestmark = pytest.mark.servers


@pytest.mark.row("R-21-8")
def test_letters_lists_and_requisitions_go_along_as_files(db: None, tmp_path: Path) -> None:
    orders = make_order_desk()
    desk, plan = orders.desk, orders.desk.plan
    asked = deliveries.requisition(posted(desk.counter()), by=plan.maker, at=plan.tick())
    requisition_files.write_file(plan.agreement, by=plan.maker, at=plan.tick())
    told = Handed(local_day(plan.agreement, at=plan.at), MailClass.FIRST_CLASS, "P. Clerk")
    record_mailed(plan.agreement, [asked.letter_id], told, by=plan.maker, at=plan.tick())
    orders.listed(orders.redeemed())
    keep_papers(plan)
    handed_over(plan, tmp_path / "package")
    named = [model.objects.get().stored_as for model in (LetterMailing, RequisitionFile, OrderList)]
    for name in named:
        kept = (Path(settings.FILES_ROOT) / name).read_bytes()
        assert (tmp_path / "package" / "files" / name).read_bytes() == kept != b""
