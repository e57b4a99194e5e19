"""The Belenios protocol, version 1, as a library of its own: no Django, no other part of Linli.

Where is what, from the ground up:

groups         Ed25519, BELENIOS-2048, RFC-3526-2048 behind one interface; `accelerator` is optional
canonical      the one spelling of every structure; hashing: fingerprints, trackers, challenges
report         every check by name, its line in a report, the error that it fails with
proofs         knowledge of an exponent, one of several plaintexts
election       questions and election.json; credentials: private, public, weights
trustees       single keys and threshold groups; pedersen, channels: how a group makes its key
ballot         encrypting, proving, signing; checking one ballot; ballot_form reads it quickly
archive        the file, byte for byte; events: what may follow what
tally          weighted sums, partial decryptions, the result
ballot_box     all ballots at once; crew, forked: processes that share work
verify         a whole archive
signed         signed statements and receipts; manifest: what is fixed before anybody votes
agreement      twin archives, manifest, roster, earlier heads against one another
simple         the same checks a second time, in one file, for readers

A server that takes ballots needs `BallotChecker` and `check_ballot` (ballot), `Chain` (events),
`sign_head` (signed); an auditor needs `verify_archive` (verify) or the command `linli-verify`.
"""
