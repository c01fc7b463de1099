"""Refusals about prices: no figure is put in the place of one that nobody recorded or stated."""

from agreement.grounds import Effect
from agreement.refusals.entry import COMPANY_OFFICER, CodeEntry, Conflict, by_agreement

_HOLD, _WARN = Effect.HOLD, Effect.WARN

PRICE_CODES: tuple[CodeEntry, ...] = (
    by_agreement(
        "LISTING_UNKNOWN",
        "1(nn)",
        _HOLD,
        "Nothing on file says whether {security} was listed on {date}",
        "state where it was listed on that day, or that it was not",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "PRICE_HISTORY_INCOMPLETE",
        "1(j)",
        _HOLD,
        "{priced} of {days} Trading Days have a closing price; none has {missing}",
        "record the close of each of these days with its source, or the Company's statement of it",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "WRONG_AVERAGING_PERIOD",
        "1(j)",
        _WARN,
        "Computations under {section} average {wanted} Trading Days, and not {days}",
        "average the days that the section takes",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "ADJUSTMENT_FACTOR_MISSING",
        "1(j)",
        _HOLD,
        "A {event} announced on {announced} reaches into the days averaged, without its ratio or its date",
        "state its ratio, and its ex-dividend date or record date",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "CLOSE_SOURCE_SKIPPED",
        "1(j)",
        _HOLD,
        "The close of {date} is taken from: {used}; a source that comes first is: {above}",
        "take the close of the first source that gives one",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "BOARD_VALUE_UNSIGNED",
        "1(j);20(b)",
        _HOLD,
        "The close of {date} rests on the Board ({source}), and no signed statement of the Company is filed",
        "file the Company's statement that names the market maker or the value",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "STATEMENT_NOT_FILED",
        "1(j)",
        _HOLD,
        "No written statement of the Board about the value of {security} was filed by {date}",
        "file the Board's statement of value",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "PRICE_MULTIPLE_UNCONFIRMED",
        "1(j);29",
        _HOLD,
        "Each Common Share of the agreement's date is {factor} now; whether the Common price is brought back "
        "before it is multiplied is open",
        "have the Company state the price of a Preferred Share",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "CLOSE_MISSING",
        "1(j);14(c)",
        _HOLD,
        "No closing price of {security} is on file for {date}",
        "record the close of that day with its source, or the Company's statement of it",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "PRICE_LINE_UNREADABLE",
        "1(j)",
        _HOLD,
        "Line {line} of the closing prices cannot be taken: {reason}",
        "correct the line and send the file again; nothing of it was kept",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "NOTHING_NEW_PRICED",
        "1(j)",
        _HOLD,
        "The file says nothing of {security} that is not in the price history already",
        "none is needed; a file with other days or prices is taken",
        COMPANY_OFFICER,
        error=Conflict,
    ),
    by_agreement(
        "PRICE_CORRECTS_ANOTHER",
        "1(j)",
        _HOLD,
        "The correction of source {source} for {date} names a price of another security, day or source",
        "correct the price of the same security, day and source",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "DEPOSITARY_AGREEMENT_MISSING",
        "14(b)",
        _HOLD,
        "Depositary receipts are elected, and no agreement with a depositary is on file",
        "file the depositary agreement",
        COMPANY_OFFICER,
    ),
    by_agreement(
        "FRACTION_FACTOR_UNCONFIRMED",
        "14(b);14(e)(i)",
        _HOLD,
        "What a Preferred Share is worth when a fraction is paid is open: {multiple} or {part} times a "
        "Common Share",
        "have the Company's certificate state the formula and the amount",
        COMPANY_OFFICER,
    ),
)
