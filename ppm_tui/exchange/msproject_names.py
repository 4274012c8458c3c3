"""Names of Microsoft Project XML for writing: elements in the order of its schema, field numbers.

Source: the schema of Project 2007 to 2019 (mspdi_pj12 to pj15), whose types are sequences, so
that the order is part of the format.
"""

NAMESPACE = "http://schemas.microsoft.com/project"

PROJECT = (
    "SaveVersion", "BuildNumber", "UID", "GUID", "Name", "Title", "Subject", "Category",
    "Keywords", "Comments", "Template", "Company", "Manager", "Author", "CreationDate", "Revision",
    "LastSaved", "ScheduleFromStart", "StartDate", "FinishDate", "FYStartDate",
    "CriticalSlackLimit", "CurrencyDigits", "CurrencySymbol", "CurrencyCode",
    "CurrencySymbolPosition", "CalendarUID", "DefaultStartTime", "DefaultFinishTime",
    "MinutesPerDay", "MinutesPerWeek", "DaysPerMonth", "DefaultTaskType",
    "DefaultFixedCostAccrual", "DefaultStandardRate", "DefaultOvertimeRate", "DurationFormat",
    "WorkFormat", "EditableActualCosts", "HonorConstraints", "EarnedValueMethod",
    "InsertedProjectsLikeSummary", "MultipleCriticalPaths", "NewTasksEffortDriven",
    "NewTasksEstimated", "SplitsInProgressTasks", "SpreadActualCost", "SpreadPercentComplete",
    "TaskUpdatesResource", "FiscalYearStart", "WeekStartDay", "MoveCompletedEndsBack",
    "MoveRemainingStartsBack", "MoveRemainingStartsForward", "MoveCompletedEndsForward",
    "BaselineForEarnedValue", "AutoAddNewResourcesAndTasks", "StatusDate", "CurrentDate",
    "MicrosoftProjectServerURL", "Autolink", "NewTaskStartDate", "NewTasksAreManual",
    "DefaultTaskEVMethod", "ProjectExternallyEdited", "ExtendedCreationDate", "ActualsInSync",
    "RemoveFileProperties", "AdminProject", "BaselineCalendar",
    "UpdateManuallyScheduledTasksWhenEditingLinks",
    "KeepTaskOnNearestWorkingTimeWhenMadeAutoScheduled",
)  # fmt: skip
TASK = (
    "UID", "GUID", "ID", "Name", "Active", "Manual", "Type", "IsNull", "CreateDate", "Contact",
    "WBS", "WBSLevel", "OutlineNumber", "OutlineLevel", "Priority", "Start", "Finish", "Duration",
    "DurationFormat", "Work", "Stop", "Resume", "ResumeValid", "EffortDriven", "Recurring",
    "OverAllocated", "Estimated", "Milestone", "Summary", "DisplayAsSummary", "Critical",
    "IsSubproject", "IsSubprojectReadOnly", "SubprojectName", "ExternalTask",
    "ExternalTaskProject", "EarlyStart", "EarlyFinish", "LateStart", "LateFinish", "StartVariance",
    "FinishVariance", "WorkVariance", "FreeSlack", "TotalSlack", "StartSlack", "FinishSlack",
    "FixedCost", "FixedCostAccrual", "PercentComplete", "PercentWorkComplete", "Cost",
    "OvertimeCost", "OvertimeWork", "ActualStart", "ActualFinish", "ActualDuration", "ActualCost",
    "ActualOvertimeCost", "ActualWork", "ActualOvertimeWork", "RegularWork", "RemainingDuration",
    "RemainingCost", "RemainingWork", "RemainingOvertimeCost", "RemainingOvertimeWork", "ACWP",
    "CV", "ConstraintType", "CalendarUID", "ConstraintDate", "Deadline", "LevelAssignments",
    "LevelingCanSplit", "LevelingDelay", "LevelingDelayFormat", "PreLeveledStart",
    "PreLeveledFinish", "Hyperlink", "HyperlinkAddress", "HyperlinkSubAddress",
    "IgnoreResourceCalendar", "Notes", "HideBar", "Rollup", "BCWS", "BCWP",
    "PhysicalPercentComplete", "EarnedValueMethod", "PredecessorLink", "ActualWorkProtected",
    "ActualOvertimeWorkProtected", "ExtendedAttribute", "Baseline", "IsPublished", "StatusManager",
    "CommitmentStart", "CommitmentFinish", "CommitmentType", "StartText", "FinishText",
    "DurationText", "ManualStart", "ManualFinish", "ManualDuration",
)  # fmt: skip
RESOURCE = (
    "UID", "GUID", "ID", "Name", "Type", "IsNull", "Initials", "Phonetics", "NTAccount",
    "MaterialLabel", "Code", "Group", "WorkGroup", "EmailAddress", "Hyperlink", "HyperlinkAddress",
    "HyperlinkSubAddress", "MaxUnits", "PeakUnits", "OverAllocated", "AvailableFrom",
    "AvailableTo", "Start", "Finish", "CanLevel", "AccrueAt", "Work", "RegularWork",
    "OvertimeWork", "ActualWork", "RemainingWork", "ActualOvertimeWork", "RemainingOvertimeWork",
    "PercentWorkComplete", "StandardRate", "StandardRateFormat", "Cost", "OvertimeRate",
    "OvertimeRateFormat", "OvertimeCost", "CostPerUse", "ActualCost", "ActualOvertimeCost",
    "RemainingCost", "RemainingOvertimeCost", "WorkVariance", "CostVariance", "SV", "CV", "ACWP",
    "CalendarUID", "Notes", "BCWS", "BCWP", "IsGeneric", "IsInactive", "IsEnterprise",
    "BookingType", "ActualWorkProtected", "ActualOvertimeWorkProtected", "ActiveDirectoryGUID",
    "CreationDate", "ExtendedAttribute", "Baseline", "CostCenter", "IsCostResource", "AssnOwner",
    "AssnOwnerGuid", "IsBudget", "AvailabilityPeriods", "Rates",
)  # fmt: skip
ASSIGNMENT = (
    "UID", "GUID", "TaskUID", "ResourceUID", "PercentWorkComplete", "ActualCost", "ActualFinish",
    "ActualOvertimeCost", "ActualOvertimeWork", "ActualStart", "ActualWork", "ACWP", "Confirmed",
    "Cost", "CostRateTable", "CostVariance", "CV", "Delay", "Finish", "FinishVariance",
    "Hyperlink", "HyperlinkAddress", "HyperlinkSubAddress", "WorkVariance", "HasFixedRateUnits",
    "FixedMaterial", "LevelingDelay", "LevelingDelayFormat", "LinkedFields", "Milestone", "Notes",
    "Overallocated", "OvertimeCost", "OvertimeWork", "PeakUnits", "RateScale", "RegularWork",
    "RemainingCost", "RemainingOvertimeCost", "RemainingOvertimeWork", "RemainingWork",
    "ResponsePending", "Start", "Stop", "Resume", "StartVariance", "Summary", "SV", "Units",
    "UpdateNeeded", "VAC", "Work", "WorkContour", "BCWS", "BCWP", "BookingType",
    "ActualWorkProtected", "ActualOvertimeWorkProtected", "CreationDate", "AssnOwner",
    "AssnOwnerGuid", "BudgetCost", "BudgetWork", "ExtendedAttribute", "Baseline", "TimephasedData",
)  # fmt: skip
BASELINE = (
    "Number", "Interim", "Start", "Finish", "Duration", "DurationFormat", "EstimatedDuration",
    "Work", "Cost", "BCWS", "BCWP", "FixedCost",
)  # fmt: skip

PROJECT_MINE = frozenset((
    "SaveVersion", "UID", "GUID", "Manager", "StartDate", "FinishDate", "CurrencyCode",
    "CalendarUID", "MinutesPerDay", "MinutesPerWeek", "DaysPerMonth", "StatusDate",
    "CriticalSlackLimit",
))  # fmt: skip
TASK_MINE = frozenset((
    "UID", "ID", "Name", "Active", "Manual", "WBS", "OutlineNumber", "OutlineLevel", "Priority",
    "Start", "Finish", "Duration", "DurationFormat", "Work", "Estimated", "Summary", "FixedCost",
    "PercentComplete", "PercentWorkComplete", "Cost", "ActualStart", "ActualFinish",
    "ActualDuration", "ActualCost", "ActualWork", "RemainingDuration", "RemainingCost",
    "RemainingWork", "ConstraintType", "CalendarUID", "ConstraintDate", "Deadline", "Notes",
    "PredecessorLink", "Baseline", "PhysicalPercentComplete", "ExtendedAttribute", "IsNull",
))  # fmt: skip
RESOURCE_MINE = frozenset((
    "UID", "Name", "Type", "IsNull", "Initials", "Group", "EmailAddress", "MaxUnits", "Work",
    "StandardRate", "StandardRateFormat", "Cost", "OvertimeRate", "OvertimeRateFormat",
    "CostPerUse", "CalendarUID", "Notes", "ExtendedAttribute", "Baseline", "IsCostResource",
    "AvailabilityPeriods", "Rates",
))  # fmt: skip
ASSIGNMENT_MINE = frozenset((
    "UID", "TaskUID", "ResourceUID", "ActualCost", "ActualWork", "Cost", "Delay", "Finish",
    "RemainingWork", "Start", "Units", "Work", "ExtendedAttribute", "Baseline", "TimephasedData",
))  # fmt: skip
"""Elements whose values are columns of ours; whatever else a file says is kept as `source`."""

TASK_FOLLOWS = frozenset((
    "Stop", "Resume", "ResumeValid", "WBSLevel", "OverAllocated", "Critical", "EarlyStart",
    "EarlyFinish", "LateStart", "LateFinish", "StartVariance", "FinishVariance", "WorkVariance",
    "FreeSlack", "TotalSlack", "StartSlack", "FinishSlack", "OvertimeCost", "ActualOvertimeCost",
    "RegularWork", "RemainingOvertimeCost", "RemainingOvertimeWork", "ACWP", "CV", "BCWS", "BCWP",
    "ManualStart", "ManualFinish", "ManualDuration",
))  # fmt: skip
RESOURCE_FOLLOWS = frozenset((
    "PeakUnits", "OverAllocated", "Start", "Finish", "RegularWork", "OvertimeWork", "ActualWork",
    "RemainingWork", "ActualOvertimeWork", "RemainingOvertimeWork", "PercentWorkComplete",
    "OvertimeCost", "ActualCost", "ActualOvertimeCost", "RemainingCost", "RemainingOvertimeCost",
    "WorkVariance", "CostVariance", "SV", "CV", "ACWP", "BCWS", "BCWP",
))  # fmt: skip
ASSIGNMENT_FOLLOWS = frozenset((
    "PercentWorkComplete", "ACWP", "CostVariance", "CV", "FinishVariance", "WorkVariance",
    "StartVariance", "SV", "VAC", "BCWS", "BCWP", "Stop", "Resume", "RegularWork",
    "RemainingCost", "RemainingOvertimeCost", "RemainingOvertimeWork", "OvertimeCost",
    "ActualOvertimeCost", "Overallocated", "Milestone", "Summary",
))  # fmt: skip
"""Elements that follow from others and may be wrong after any change: reckoned anew where ppm
can, else left out, for a program that opens the file works them out itself."""
FOLLOWS = {
    "task": TASK_FOLLOWS,
    "resource": RESOURCE_FOLLOWS,
    "assignment": ASSIGNMENT_FOLLOWS,
}

ROWS = {
    "task": (TASK, TASK_MINE),
    "resource": (RESOURCE, RESOURCE_MINE),
    "assignment": (ASSIGNMENT, ASSIGNMENT_MINE),
}
PLACES = frozenset(("id", "outline_number"))
"""Facts of a task that follow from where it stands, and are told anew."""

TEXTS = {
    "task": (
        *(188743731, 188743734, 188743737, 188743740, 188743743),
        *range(188743746, 188743751),
        *range(188743997, 188744017),
    ),
    "resource": (
        *(205520904, 205520905, 205520926, 205520927, 205520928),
        *range(205520993, 205520998),
        *range(205521121, 205521141),
    ),
    "assignment": (*range(255852632, 255852642), *range(255852762, 255852782)),
}
"""Numbers of the fields Text1 to Text30, into which goes what has no element of its own."""

OWNER, STATUS = "ppm owner", "ppm status"
"""Names of the Text fields for what the format has no element for; the reader knows them too."""
