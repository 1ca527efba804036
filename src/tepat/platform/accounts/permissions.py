"""Everything a person may be allowed to do, by name. Who may is in roles.py, where is a matter of Scope."""

from enum import StrEnum


class Permission(StrEnum):
    """A capability, `noun.verb`. It always holds somewhere: see tepat.platform.accounts.scopes."""

    BATCH_VIEW = "batch.view"
    BATCH_UPLOAD = "batch.upload"
    BATCH_ACCEPT = "batch.accept"
    BATCH_REFUSE = "batch.refuse"
    CHECK_MANAGE = "check.manage"
    PACK_MAKE = "pack.make"
    PACK_FETCH = "pack.fetch"
    PACK_RETURN = "pack.return"
    REFERRAL_MAKE = "referral.make"
    REFERRAL_ANSWER = "referral.answer"
    TARGET_LIST_MAKE = "target_list.make"
    FAMILY_VIEW = "family.view"
    FAMILY_EXPORT = "family.export"
    FAMILY_CORRECT = "family.correct"
    CLAIM_DECIDE = "claim.decide"
    NAMES_SEE = "names.see"
    NUMBER_REVEAL = "number.reveal"
    COMPLETENESS_VIEW = "completeness.view"
    PURPOSE_MANAGE = "purpose.manage"
    PROCESSING_VIEW = "processing.view"
    PROCESSING_MANAGE = "processing.manage"
    JOB_VIEW = "job.view"
    AUDIT_VIEW = "audit.view"
    EXPOSURE_REPORT = "exposure.report"
    USER_MANAGE = "user.manage"
    INSTALLATION_VIEW = "installation.view"

    # The shared short name of FAMILY_EXPORT.
    EXPORT = "family.export"
