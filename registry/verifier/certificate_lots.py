"""Certificates against their lots: on one stands its face, less parts exchanged off it, or nothing."""

from collections.abc import Iterator

from registry.verifier.findings import Finding
from registry.verifier.reading import Reading

Movement = tuple[
    int, int, int
]  # key of the entry; Rights that come or go with it; of them exchanged as a part
# Each lot of a certificate, and how many of its Rights an order of a part took when it was closed.
CERTIFICATE_LOTS = """
    SELECT certificate.id, certificate.rights, certificate.issued_by_id, lot.rights, lot.opened_by_id,
           lot.closed_by_id, coalesce(parted.rights, 0)::bigint
      FROM rights_certificate certificate LEFT JOIN lot ON lot.certificate_id = certificate.id
      LEFT JOIN (SELECT gone.id, gone.rights - coalesce(sum(kept.rights), 0) AS rights
                   FROM lot gone
                   JOIN book_entry entry ON entry.id = gone.closed_by_id AND entry.kind = 'EXCHANGE_RIGHTS'
                   JOIN registry_approval asked
                     ON asked.id = entry.approval_id AND asked.kind = 'CARRY_OUT_EXCHANGE'
                   LEFT JOIN lot kept ON kept.parent_id = gone.id
                  WHERE gone.retired_as = 'EXCHANGED'
                  GROUP BY gone.id, gone.rights) AS parted ON parted.id = lot.id
     WHERE certificate.agreement_id = %s ORDER BY certificate.id
"""


def check_certificates_whole(reading: Reading, *, agreement: int) -> Iterator[Finding]:
    """At every number the open lots of a certificate make its face, less parts exchanged, or nothing."""
    current: tuple[int, int, int] | None = None
    movements: list[Movement] = []
    for key, face, issued_by, rights, opened_by, closed_by, parted in reading.stream(
        CERTIFICATE_LOTS, [agreement]
    ):
        if current is None or current[0] != key:
            if current is not None:
                yield from _whole(*current, movements)
            current, movements = (key, face, issued_by), []
        if rights is not None:
            movements.append((opened_by, rights, 0))
            if closed_by is not None:
                movements.append((closed_by, -rights, parted))
    if current is not None:
        yield from _whole(*current, movements)


def _whole(key: int, face: int, issued_by: int, movements: list[Movement]) -> Iterator[Finding]:
    """One certificate: its first movement is its issue, and after an entry all or nothing stands (24(b))."""
    if movements == [(issued_by, face, 0)]:
        return
    after: dict[int, tuple[int, int]] = {}
    for entry, rights, parted in movements:
        moved, gone = after.get(entry, (0, 0))
        after[entry] = (moved + rights, gone + parted)
    standing, left = 0, face
    for entry in sorted(after):
        standing += after[entry][0]
        left -= after[entry][1]
        if standing not in (0, left):
            of_face = f"its face is {face}" if left == face else f"{left} of its {face} were not exchanged"
            told = f"{standing} Rights stand on it after entry key {entry}, {of_face}"
            yield Finding("rights_certificate", str(key), "rights", told)
            return
    if min(after, default=0) != issued_by or after.get(issued_by) != (face, 0):
        yield Finding("rights_certificate", str(key), "rights", "was not issued for the Rights on its face")
