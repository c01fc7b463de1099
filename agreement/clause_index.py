"""Index of the sections of the agreement, one line a section: number, bar, short title in our own words."""

INDEX = """
Recitals | Dividend of Rights, Record Date, the Original Agreement and the change of agent
1 | Definitions
1(a) | Acquiring Person
1(a)(i) | Inadvertent crossing of the threshold
1(a)(ii) | Holders already above the threshold
1(b) | Adjustment Fraction
1(c) | Affiliate and Associate
1(d) | Beneficial Owner
1(d)(i) | Beneficial ownership under the Exchange Act
1(d)(ii) | Rights to acquire and to vote
1(d)(ii)(A) | Right to acquire
1(d)(ii)(B) | Right to vote
1(d)(iii) | Ownership of others acting together
1(e) | Business Day
1(f) | Close of Business
1(g) | Common Shares
1(h) | Common Stock Equivalents
1(i) | Company
1(j) | Current Per Share Market Price
1(k) | Current Value
1(l) | Distribution Date
1(l)(i) | Distribution Date after a Shares Acquisition Date
1(l)(ii) | Distribution Date after a tender or exchange offer
1(m) | Equivalent Shares
1(n) | Exchange Act
1(o) | Exchange Ratio
1(p) | Exercise Price
1(q) | Expiration Date
1(q)(i) | Expiry on the Final Expiration Date
1(q)(ii) | Expiry on the Redemption Date
1(q)(iii) | Expiry by an order of exchange
1(r) | Final Expiration Date
1(s) | Nasdaq
1(t) | Person
1(u) | Post-Event Transferee
1(v) | Preferred Shares
1(w) | Pre-Event Transferee
1(x) | Principal Party
1(y) | Record Date
1(z) | Redemption Date
1(aa) | Redemption Price
1(bb) | Rights Agent
1(cc) | Rights Certificate
1(dd) | Rights Dividend Declaration Date
1(ee) | Section 11(a)(ii) Trigger Date
1(ff) | Section 13 Event
1(gg) | Securities Act
1(hh) | Shares Acquisition Date
1(ii) | Spread
1(jj) | Subsidiary
1(kk) | Substitution Period
1(ll) | Summary of Rights
1(mm) | Total Exercise Price
1(nn) | Trading Day
1(oo) | Triggering Event
2 | Appointment of the Rights Agent and of co-Rights Agents
3 | Issue of Rights Certificates
3(a) | Rights before and after the Distribution Date; the notice; the first mailing
3(a)(i) | Share certificates evidence the Rights before separation
3(a)(ii) | Rights move only with the shares before separation
3(b) | Summary of Rights; shares outstanding at the Record Date
3(c) | Rights with later-issued shares; legend on share certificates
3(d) | Rights of shares the Company acquires
4 | Form of Rights Certificates
4(a) | Form, optional legends, date, price on the face
4(b) | Legend of nullity
4(b)(i) | Legend: Acquiring Person side
4(b)(ii) | Legend: Post-Event Transferee
4(b)(iii) | Legend: Pre-Event Transferee
4(b)(iv) | Legend: later transferees
5 | Countersignature and registration
5(a) | Company signatures, seal and manual countersignature
5(b) | Registration books
5(b)(i) | Books follow the notice
5(b)(ii) | Books follow the shareholder list and requested facts
6 | Transfer, split up, combination, exchange; lost certificates
6(a) | Transfer, split up, combination and exchange
6(b) | Mutilated, destroyed, lost or stolen certificates
7 | Exercise
7(a) | Who may exercise, when and how
7(b) | Exercise Price
7(c) | Delivery on exercise; means of payment
7(c)(i) | Requisition of the securities
7(c)(i)(A) | Requisition from the transfer agent
7(c)(i)(B) | Requisition from the depositary
7(c)(ii) | Requisition of cash
7(c)(iii) | Delivery of securities
7(c)(iv) | Delivery of cash
7(d) | Partial exercise
7(e) | Rights that are null and void
7(e)(i) | Void: Acquiring Person side
7(e)(ii) | Void: Post-Event Transferee
7(e)(iii) | Void: Pre-Event Transferee
7(e)(iii)(A) | Void: distribution or continuing agreement
7(e)(iii)(B) | Void: plan to avoid the section
7(e)(iv) | Void: later transferees
7(f) | Certification and evidence on exercise
7(f)(i) | Signed certification
7(f)(ii) | Evidence of the Beneficial Owner
8 | Cancellation of Rights Certificates
9 | Reservation and availability of shares
9(a) | Reservation
9(b) | Listing
9(c) | Registration, suspension and jurisdictions
9(c)(i) | Filing of the registration statement
9(c)(ii) | Effectiveness
9(c)(iii) | Keeping it effective
9(d) | Valid issue of shares
9(e) | Taxes
10 | Record date of an exercise
11 | Adjustments
11(a) | Adjustments for Preferred Shares and on a Triggering Event
11(a)(i) | Dividends, splits and reclassification of Preferred Shares
11(a)(ii) | Right to Common Shares after a Triggering Event
11(a)(iii) | Substitution where Common Shares do not suffice
11(b) | Rights issued to holders of Preferred Shares
11(c) | Distributions to holders of Preferred Shares
11(d) | One per cent, carry-forward, grid of calculation
11(e) | Other shares adjusted alike
11(f) | Rights issued after an adjustment
11(g) | Preferred Shares per Right after an adjustment
11(h) | Adjustment of the number of Rights
11(i) | Certificates may keep the initial figures
11(j) | Price below par
11(k) | Deferred issue and due bills
11(l) | Voluntary price reductions
11(m) | No diminishing of benefits
11(n) | Dividends, splits and reclassification of Common Shares
12 | Certificate of adjustment
13 | Consolidation, merger, sale of assets
13(a) | Right to shares of the Principal Party
13(a)(i) | Company merges into another
13(a)(ii) | Another merges into the Company
13(a)(iii) | Sale of half the assets or earning power
13(a)(iii)(A) | Shares receivable after the event
13(a)(iii)(B) | Principal Party takes over the duties
13(a)(iii)(C) | Principal Party becomes the Company
13(a)(iii)(D) | Steps to be taken
13(a)(iii)(E) | Later transactions of the Principal Party
13(a)(iii)(F) | Earning power
13(b) | Principal Party
13(b)(i) | Principal Party in a merger
13(b)(ii) | Principal Party in a sale
13(c) | Conditions and supplemental agreement
13(c)(i) | Registration by the Principal Party
13(c)(ii) | Listing by the Principal Party
13(c)(iii) | Financial statements to holders
13(d) | Provisions that must be waived
13(e) | Transactions barred
13(f) | Successive transactions
14 | Fractions
14(a) | Fractions of Rights
14(b) | Fractions of Preferred Shares
14(c) | Fractions of Common Shares
14(d) | Waiver of fractions
14(e) | Certificate and funds before payment
14(e)(i) | Certificate of the Company
14(e)(ii) | Collected funds
15 | Rights of action
15(a) | Who may enforce
15(b) | Legal orders
16 | Consents of every holder
16(a) | Rights move with the shares before separation
16(b) | Transfer on the books after separation
16(c) | Registered holder treated as owner
17 | Holder is not a stockholder
18 | The Rights Agent
18(a) | Compensation and indemnity
18(b) | Reliance on documents; knowledge by notice
19 | Merger or change of name of the agent
19(a) | Successor by merger
19(b) | Change of name
20 | Duties of the Rights Agent
20(a) | Counsel
20(b) | Officer's certificate as proof
20(c) | Liability of the agent
20(d) | Recitals are the Company's
20(e) | No duty to find facts
20(f) | Further assurances
20(g) | Instructions and applications for instructions
20(h) | Dealings of the agent
20(i) | Attorneys and agents
20(j) | No risk of own funds
20(k) | Hold and consult on certifications
21 | Change of the Rights Agent
21(i) | Qualified successor
21(ii) | Affiliate of a qualified successor
22 | New Rights Certificates; shares issued after separation
22(a) | Issue that must carry Rights
22(b) | Issue that may carry Rights
23 | Redemption
23(a) | Power, window and price of redemption
23(a)(i) | Window after the Shares Acquisition Date
23(a)(ii) | Window up to the Final Expiration Date
23(b) | Effect and notice of redemption
24 | Exchange
24(a) | Exchange for Common Shares
24(b) | Effect and notice of exchange
24(c) | Shares that do not suffice
24(c)(i) | Cash instead
24(c)(ii) | Other securities instead
24(c)(iii) | Combination instead
24(d) | Fractions in an exchange
24(e) | Exchange for equivalent rights
24(f) | Effect and notice of that exchange
25 | Notice of certain events
25(a) | Notice before an event
25(b) | Notice after an event
26 | Notices: addresses and channels
27 | Supplements and amendments
27(i) | Cure of ambiguity
27(ii) | Correction of defects
27(iii) | Periods
27(iv) | Other changes
28 | Successors
29 | Determinations of the Board
30 | Benefits of the agreement
31 | Severability; redemption reinstated
32 | Governing law
33 | Counterparts
34 | Headings
Signature page | Signatures of the parties
Exhibit A | Certificate of designation of the Series A Participating Preferred Stock
Exhibit A 1 | Designation and amount
Exhibit A 2 | Proportional adjustment
Exhibit A 3 | Dividends
Exhibit A 3(a) | Quarterly dividends and their multiple
Exhibit A 3(b) | Declaration
Exhibit A 3(c) | Accrual and record date
Exhibit A 4 | Votes
Exhibit A 4(a) | Votes per share
Exhibit A 4(b) | One class with the Common Stock
Exhibit A 4(c) | No special votes
Exhibit A 5 | Restrictions
Exhibit A 5(a) | No Common dividend without the series dividend
Exhibit A 5(b) | Arrears
Exhibit A 5(b)(i) | Junior stock
Exhibit A 5(b)(ii) | Parity dividends
Exhibit A 5(b)(iii) | Parity purchases
Exhibit A 5(b)(iv) | Purchases of the series
Exhibit A 5(c) | Subsidiaries
Exhibit A 6 | Reacquired shares
Exhibit A 7 | Liquidation
Exhibit A 8 | Consolidation and merger
Exhibit A 9 | No redemption
Exhibit A 10 | Ranking
Exhibit A 11 | Amendment
Exhibit A 12 | Fractional shares
Exhibit B | Form of Rights Certificate
Exhibit B face | Face: header, legend, certification, signatures
Exhibit B reverse | Reverse: assignment, election, certifications, notice
Exhibit B assignment | Form of assignment
Exhibit B assignment certificate | Certification with the assignment
Exhibit B election | Form of election to purchase
Exhibit B election certificate | Certification with the election
Exhibit B notice | Signature must equal the name on the face
Exhibit C | Summary of Rights
"""
