-- Generated from ppm_tui/models by `make docs`.
CREATE TABLE absence (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	resource_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	first VARCHAR(10) NOT NULL,
	last VARCHAR(10) NOT NULL,
	kind VARCHAR(24) NOT NULL,
	minutes INTEGER,
	text TEXT NOT NULL,
	source_id VARCHAR NOT NULL,
	CONSTRAINT pk_absence PRIMARY KEY (id),
	CONSTRAINT uq_absence_resource_id_number UNIQUE (resource_id, number),
	CONSTRAINT fk_absence_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE RESTRICT
);
CREATE INDEX ix_absence_days ON absence (last, first);
CREATE INDEX ix_absence_source_id ON absence (source_id);
CREATE TABLE agreement (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	ref VARCHAR(16) NOT NULL,
	client_id VARCHAR(32),
	project_id VARCHAR(32),
	task_id VARCHAR(32),
	name TEXT NOT NULL,
	method VARCHAR(24) NOT NULL,
	amount BIGINT,
	minutes BIGINT,
	rate BIGINT,
	carry_over VARCHAR(24) NOT NULL,
	currency VARCHAR(3) NOT NULL,
	valid_from VARCHAR(10),
	valid_to VARCHAR(10),
	purchase_order TEXT NOT NULL,
	trashed_on VARCHAR(10),
	CONSTRAINT pk_agreement PRIMARY KEY (id),
	CONSTRAINT uq_agreement_ref UNIQUE (ref),
	CONSTRAINT fk_agreement_client_id FOREIGN KEY(client_id) REFERENCES client (id) ON DELETE RESTRICT,
	CONSTRAINT fk_agreement_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_agreement_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT
);
CREATE INDEX ix_agreement_client ON agreement (client_id);
CREATE INDEX ix_agreement_project ON agreement (project_id);
CREATE INDEX ix_agreement_task_id ON agreement (task_id);
CREATE TABLE assignment (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	task_id VARCHAR(32) NOT NULL,
	resource_id VARCHAR(32),
	number INTEGER NOT NULL,
	uid VARCHAR,
	units INTEGER NOT NULL,
	kind VARCHAR(24) NOT NULL,
	contour VARCHAR(24) NOT NULL,
	work_minutes BIGINT,
	actual_work_minutes BIGINT,
	remaining_work_minutes BIGINT,
	start VARCHAR(16),
	finish VARCHAR(16),
	delay_minutes BIGINT,
	cost BIGINT,
	actual_cost BIGINT,
	source TEXT NOT NULL,
	CONSTRAINT pk_assignment PRIMARY KEY (id),
	CONSTRAINT fk_assignment_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_assignment_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT,
	CONSTRAINT fk_assignment_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE RESTRICT
);
CREATE INDEX ix_assignment_dates ON assignment (finish, start);
CREATE INDEX ix_assignment_project ON assignment (project_id);
CREATE INDEX ix_assignment_resource_id ON assignment (resource_id);
CREATE INDEX ix_assignment_task_id ON assignment (task_id);
CREATE TABLE assumption (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	ref VARCHAR(16) NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	risk_id VARCHAR(32),
	issue_id VARCHAR(32),
	title TEXT NOT NULL,
	description TEXT NOT NULL,
	status VARCHAR(24) NOT NULL,
	status_reason TEXT NOT NULL,
	owner_id VARCHAR(32),
	raised VARCHAR(10),
	check_on VARCHAR(10),
	checked VARCHAR(10),
	trashed_on VARCHAR(10),
	CONSTRAINT pk_assumption PRIMARY KEY (id),
	CONSTRAINT uq_assumption_ref UNIQUE (ref),
	CONSTRAINT fk_assumption_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_assumption_risk_id FOREIGN KEY(risk_id) REFERENCES risk (id) ON DELETE RESTRICT,
	CONSTRAINT fk_assumption_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id) ON DELETE RESTRICT,
	CONSTRAINT fk_assumption_owner_id FOREIGN KEY(owner_id) REFERENCES resource (id) ON DELETE RESTRICT
);
CREATE INDEX ix_assumption_project ON assumption (project_id, status);
CREATE TABLE baseline (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	name TEXT NOT NULL,
	day VARCHAR(10),
	is_current BOOLEAN NOT NULL,
	start VARCHAR(16),
	finish VARCHAR(16),
	cost BIGINT,
	work_minutes BIGINT,
	planned_value TEXT NOT NULL,
	CONSTRAINT pk_baseline PRIMARY KEY (id),
	CONSTRAINT uq_baseline_project_id_number UNIQUE (project_id, number),
	CONSTRAINT fk_baseline_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT
);
CREATE TABLE baseline_task (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	baseline_id VARCHAR(32) NOT NULL,
	task_id VARCHAR(32) NOT NULL,
	start VARCHAR(16),
	finish VARCHAR(16),
	duration_minutes BIGINT,
	work_minutes BIGINT,
	cost BIGINT,
	CONSTRAINT pk_baseline_task PRIMARY KEY (id),
	CONSTRAINT uq_baseline_task_baseline_id_task_id UNIQUE (baseline_id, task_id),
	CONSTRAINT fk_baseline_task_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_baseline_task_baseline_id FOREIGN KEY(baseline_id) REFERENCES baseline (id) ON DELETE RESTRICT,
	CONSTRAINT fk_baseline_task_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT
);
CREATE INDEX ix_baseline_task_task_id ON baseline_task (task_id);
CREATE TABLE booking (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	ref VARCHAR(16) NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	resource_id VARCHAR(32),
	role TEXT NOT NULL,
	skill TEXT NOT NULL,
	kind VARCHAR(24) NOT NULL,
	contour VARCHAR(24) NOT NULL,
	minutes BIGINT NOT NULL,
	start VARCHAR(10) NOT NULL,
	finish VARCHAR(10) NOT NULL,
	text TEXT NOT NULL,
	trashed_on VARCHAR(10),
	CONSTRAINT pk_booking PRIMARY KEY (id),
	CONSTRAINT uq_booking_ref UNIQUE (ref),
	CONSTRAINT fk_booking_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_booking_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE RESTRICT
);
CREATE INDEX ix_booking_dates ON booking (finish, start);
CREATE INDEX ix_booking_project ON booking (project_id);
CREATE INDEX ix_booking_resource_id ON booking (resource_id);
CREATE TABLE budget (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	task_id VARCHAR(32),
	minutes BIGINT,
	labour BIGINT,
	expense BIGINT,
	product BIGINT,
	CONSTRAINT pk_budget PRIMARY KEY (id),
	CONSTRAINT uq_budget_project_id_task_id UNIQUE (project_id, task_id),
	CONSTRAINT fk_budget_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_budget_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX uq_budget_whole ON budget (project_id) WHERE task_id IS NULL;
CREATE TABLE calendar (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	project_id VARCHAR(32),
	uid VARCHAR NOT NULL,
	name TEXT NOT NULL,
	base_id VARCHAR(32),
	is_default BOOLEAN NOT NULL,
	week TEXT NOT NULL,
	CONSTRAINT pk_calendar PRIMARY KEY (id),
	CONSTRAINT uq_calendar_project_id_uid UNIQUE (project_id, uid),
	CONSTRAINT fk_calendar_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_calendar_base_id FOREIGN KEY(base_id) REFERENCES calendar (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX uq_calendar_shared ON calendar (uid) WHERE project_id IS NULL;
CREATE TABLE calendar_exception (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	calendar_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	name TEXT NOT NULL,
	days TEXT NOT NULL,
	hours TEXT NOT NULL,
	recurrence TEXT NOT NULL,
	CONSTRAINT pk_calendar_exception PRIMARY KEY (id),
	CONSTRAINT fk_calendar_exception_calendar_id FOREIGN KEY(calendar_id) REFERENCES calendar (id) ON DELETE RESTRICT
);
CREATE INDEX ix_calendar_exception_calendar_id ON calendar_exception (calendar_id);
CREATE TABLE change (
	step BIGINT NOT NULL,
	number INTEGER NOT NULL,
	table_name VARCHAR(24) NOT NULL,
	row_id VARCHAR(32) NOT NULL,
	project_id VARCHAR(32),
	"before" TEXT,
	"after" TEXT,
	CONSTRAINT pk_change PRIMARY KEY (step, number),
	CONSTRAINT fk_change_step FOREIGN KEY(step) REFERENCES step (number)
);
CREATE INDEX ix_change_project ON change (project_id, step);
CREATE INDEX ix_change_row ON change (row_id);
CREATE TABLE change_request (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	ref VARCHAR(16) NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	title TEXT NOT NULL,
	reason TEXT NOT NULL,
	status VARCHAR(24) NOT NULL,
	minutes BIGINT,
	cost BIGINT,
	price BIGINT,
	days INTEGER,
	authoriser TEXT NOT NULL,
	since VARCHAR(10),
	decided VARCHAR(10),
	decided_by TEXT NOT NULL,
	evidence TEXT NOT NULL,
	conditions TEXT NOT NULL,
	requested_by TEXT NOT NULL,
	added TEXT NOT NULL,
	removed TEXT NOT NULL,
	"plan" TEXT NOT NULL,
	risk_effect TEXT NOT NULL,
	nonce VARCHAR(32) NOT NULL,
	risk_id VARCHAR(32),
	issue_id VARCHAR(32),
	task_id VARCHAR(32),
	time_entry_id VARCHAR(32),
	baseline_id VARCHAR(32),
	agreement_id VARCHAR(32),
	trashed_on VARCHAR(10),
	CONSTRAINT pk_change_request PRIMARY KEY (id),
	CONSTRAINT uq_change_request_ref UNIQUE (ref),
	CONSTRAINT fk_change_request_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_change_request_risk_id FOREIGN KEY(risk_id) REFERENCES risk (id) ON DELETE RESTRICT,
	CONSTRAINT fk_change_request_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id) ON DELETE RESTRICT,
	CONSTRAINT fk_change_request_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT,
	CONSTRAINT fk_change_request_time_entry_id FOREIGN KEY(time_entry_id) REFERENCES time_entry (id) ON DELETE RESTRICT,
	CONSTRAINT fk_change_request_baseline_id FOREIGN KEY(baseline_id) REFERENCES baseline (id) ON DELETE RESTRICT,
	CONSTRAINT fk_change_request_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id) ON DELETE RESTRICT
);
CREATE INDEX ix_change_request_project ON change_request (project_id, status);
CREATE TABLE client (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	"key" VARCHAR(24) NOT NULL,
	name TEXT NOT NULL,
	currency VARCHAR(3) NOT NULL,
	CONSTRAINT pk_client PRIMARY KEY (id),
	CONSTRAINT uq_client_key UNIQUE ("key")
);
CREATE TABLE commitment (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	ref VARCHAR(16) NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	task_id VARCHAR(32),
	day VARCHAR(10) NOT NULL,
	due VARCHAR(10),
	kind VARCHAR(24) NOT NULL,
	amount BIGINT NOT NULL,
	supplier TEXT NOT NULL,
	text TEXT NOT NULL,
	closed_on VARCHAR(10),
	trashed_on VARCHAR(10),
	CONSTRAINT pk_commitment PRIMARY KEY (id),
	CONSTRAINT uq_commitment_ref UNIQUE (ref),
	CONSTRAINT fk_commitment_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_commitment_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT
);
CREATE INDEX ix_commitment_project ON commitment (project_id, closed_on);
CREATE TABLE counter (
	kind VARCHAR(8) NOT NULL,
	last INTEGER NOT NULL,
	CONSTRAINT pk_counter PRIMARY KEY (kind)
);
CREATE TABLE decision (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	ref VARCHAR(16) NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	risk_id VARCHAR(32),
	issue_id VARCHAR(32),
	title TEXT NOT NULL,
	description TEXT NOT NULL,
	status VARCHAR(24) NOT NULL,
	decider TEXT NOT NULL,
	day VARCHAR(10),
	applies_from VARCHAR(10),
	told_to TEXT NOT NULL,
	outcome TEXT NOT NULL,
	trashed_on VARCHAR(10),
	CONSTRAINT pk_decision PRIMARY KEY (id),
	CONSTRAINT uq_decision_ref UNIQUE (ref),
	CONSTRAINT fk_decision_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_decision_risk_id FOREIGN KEY(risk_id) REFERENCES risk (id) ON DELETE RESTRICT,
	CONSTRAINT fk_decision_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id) ON DELETE RESTRICT
);
CREATE INDEX ix_decision_project ON decision (project_id, status);
CREATE TABLE dependency (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	task_id VARCHAR(32) NOT NULL,
	predecessor_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	type VARCHAR(24) NOT NULL,
	lag INTEGER NOT NULL,
	lag_kind VARCHAR(24) NOT NULL,
	lag_unit VARCHAR(2) NOT NULL,
	CONSTRAINT pk_dependency PRIMARY KEY (id),
	CONSTRAINT uq_dependency_task_id_predecessor_id_type UNIQUE (task_id, predecessor_id, type),
	CONSTRAINT fk_dependency_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_dependency_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT,
	CONSTRAINT fk_dependency_predecessor_id FOREIGN KEY(predecessor_id) REFERENCES task (id) ON DELETE RESTRICT
);
CREATE INDEX ix_dependency_predecessor_id ON dependency (predecessor_id);
CREATE INDEX ix_dependency_project ON dependency (project_id);
CREATE TABLE exchange_rate (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	source VARCHAR(3) NOT NULL,
	target VARCHAR(3) NOT NULL,
	day VARCHAR(10) NOT NULL,
	rate VARCHAR(32) NOT NULL,
	CONSTRAINT pk_exchange_rate PRIMARY KEY (id),
	CONSTRAINT uq_exchange_rate_source_target_day UNIQUE (source, target, day)
);
CREATE TABLE invoice (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	ref VARCHAR(16) NOT NULL,
	client_id VARCHAR(32) NOT NULL,
	day VARCHAR(10) NOT NULL,
	first VARCHAR(10) NOT NULL,
	last VARCHAR(10) NOT NULL,
	currency VARCHAR(3) NOT NULL,
	text TEXT NOT NULL,
	CONSTRAINT pk_invoice PRIMARY KEY (id),
	CONSTRAINT uq_invoice_ref UNIQUE (ref),
	CONSTRAINT fk_invoice_client_id FOREIGN KEY(client_id) REFERENCES client (id) ON DELETE RESTRICT
);
CREATE INDEX ix_invoice_client_id ON invoice (client_id);
CREATE TABLE invoice_line (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	invoice_id VARCHAR(32) NOT NULL,
	project_id VARCHAR(32),
	task_id VARCHAR(32),
	agreement_id VARCHAR(32),
	number INTEGER NOT NULL,
	is_fee BOOLEAN NOT NULL,
	kind VARCHAR(24) NOT NULL,
	text TEXT NOT NULL,
	minutes BIGINT NOT NULL,
	amount BIGINT NOT NULL,
	CONSTRAINT pk_invoice_line PRIMARY KEY (id),
	CONSTRAINT uq_invoice_line_invoice_id_number UNIQUE (invoice_id, number),
	CONSTRAINT fk_invoice_line_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id) ON DELETE RESTRICT,
	CONSTRAINT fk_invoice_line_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_invoice_line_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT,
	CONSTRAINT fk_invoice_line_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id) ON DELETE RESTRICT
);
CREATE INDEX ix_invoice_line_agreement_id ON invoice_line (agreement_id);
CREATE INDEX ix_invoice_line_project_id ON invoice_line (project_id);
CREATE TABLE issue (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	ref VARCHAR(16) NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	risk_id VARCHAR(32),
	title TEXT NOT NULL,
	description TEXT NOT NULL,
	status VARCHAR(24) NOT NULL,
	urgency INTEGER NOT NULL,
	impact INTEGER NOT NULL,
	owner_id VARCHAR(32),
	raised VARCHAR(10),
	due VARCHAR(10),
	resolved VARCHAR(10),
	status_reason TEXT NOT NULL,
	trashed_on VARCHAR(10),
	CONSTRAINT pk_issue PRIMARY KEY (id),
	CONSTRAINT uq_issue_ref UNIQUE (ref),
	CONSTRAINT fk_issue_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_issue_risk_id FOREIGN KEY(risk_id) REFERENCES risk (id) ON DELETE RESTRICT,
	CONSTRAINT fk_issue_owner_id FOREIGN KEY(owner_id) REFERENCES resource (id) ON DELETE RESTRICT
);
CREATE INDEX ix_issue_project ON issue (project_id, status);
CREATE TABLE issue_action (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	issue_id VARCHAR(32) NOT NULL,
	task_id VARCHAR(32) NOT NULL,
	CONSTRAINT pk_issue_action PRIMARY KEY (id),
	CONSTRAINT uq_issue_action_issue_id_task_id UNIQUE (issue_id, task_id),
	CONSTRAINT fk_issue_action_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id) ON DELETE RESTRICT,
	CONSTRAINT fk_issue_action_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT
);
CREATE INDEX ix_issue_action_task_id ON issue_action (task_id);
CREATE TABLE note (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	task_id VARCHAR(32),
	number INTEGER NOT NULL,
	day VARCHAR(10),
	"by" TEXT NOT NULL,
	text TEXT NOT NULL,
	trashed_on VARCHAR(10),
	CONSTRAINT pk_note PRIMARY KEY (id),
	CONSTRAINT fk_note_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_note_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT
);
CREATE INDEX ix_note_day ON note (project_id, day);
CREATE INDEX ix_note_task_id ON note (task_id);
CREATE TABLE overrun (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	time_entry_id VARCHAR(32) NOT NULL,
	change_request_id VARCHAR(32),
	invoice_id VARCHAR(32),
	choice VARCHAR(24) NOT NULL,
	minutes BIGINT NOT NULL,
	price BIGINT NOT NULL,
	billed BIGINT,
	reason TEXT NOT NULL,
	CONSTRAINT pk_overrun PRIMARY KEY (id),
	CONSTRAINT uq_overrun_time_entry_id UNIQUE (time_entry_id),
	CONSTRAINT fk_overrun_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_overrun_time_entry_id FOREIGN KEY(time_entry_id) REFERENCES time_entry (id) ON DELETE RESTRICT,
	CONSTRAINT fk_overrun_change_request_id FOREIGN KEY(change_request_id) REFERENCES change_request (id) ON DELETE RESTRICT,
	CONSTRAINT fk_overrun_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id) ON DELETE RESTRICT
);
CREATE INDEX ix_overrun_change_request_id ON overrun (change_request_id);
CREATE INDEX ix_overrun_invoice_id ON overrun (invoice_id);
CREATE INDEX ix_overrun_project_id ON overrun (project_id);
CREATE TABLE plan_resource (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	resource_id VARCHAR(32) NOT NULL,
	uid VARCHAR NOT NULL,
	calendar_id VARCHAR(32),
	cost BIGINT,
	work_minutes BIGINT,
	CONSTRAINT pk_plan_resource PRIMARY KEY (id),
	CONSTRAINT uq_plan_resource_project_id_uid UNIQUE (project_id, uid),
	CONSTRAINT fk_plan_resource_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_plan_resource_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE RESTRICT,
	CONSTRAINT fk_plan_resource_calendar_id FOREIGN KEY(calendar_id) REFERENCES calendar (id) ON DELETE RESTRICT
);
CREATE INDEX ix_plan_resource_resource_id ON plan_resource (resource_id);
CREATE TABLE portfolio (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	"key" VARCHAR(24) NOT NULL,
	name TEXT NOT NULL,
	CONSTRAINT pk_portfolio PRIMARY KEY (id),
	CONSTRAINT uq_portfolio_key UNIQUE ("key")
);
CREATE TABLE program (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	"key" VARCHAR(24) NOT NULL,
	name TEXT NOT NULL,
	client_id VARCHAR(32),
	portfolio_id VARCHAR(32),
	CONSTRAINT pk_program PRIMARY KEY (id),
	CONSTRAINT uq_program_key UNIQUE ("key"),
	CONSTRAINT fk_program_client_id FOREIGN KEY(client_id) REFERENCES client (id) ON DELETE RESTRICT,
	CONSTRAINT fk_program_portfolio_id FOREIGN KEY(portfolio_id) REFERENCES portfolio (id) ON DELETE RESTRICT
);
CREATE TABLE project (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	"key" VARCHAR(24) NOT NULL,
	name TEXT NOT NULL,
	client_id VARCHAR(32),
	portfolio_id VARCHAR(32),
	program_id VARCHAR(32),
	stage VARCHAR(24) NOT NULL,
	rag VARCHAR(24),
	rag_since VARCHAR(10),
	rag_reason TEXT NOT NULL,
	rag_schedule VARCHAR(24),
	rag_cost VARCHAR(24),
	rag_scope VARCHAR(24),
	rag_resources VARCHAR(24),
	rag_risk VARCHAR(24),
	rag_over VARCHAR(24),
	owner_id VARCHAR(32),
	sponsor TEXT NOT NULL,
	billing VARCHAR(24) NOT NULL,
	bill VARCHAR(24) NOT NULL,
	currency VARCHAR(3) NOT NULL,
	budget_cost BIGINT,
	budget_minutes BIGINT,
	contract_value BIGINT,
	purchase_order TEXT NOT NULL,
	forecast VARCHAR(24) NOT NULL,
	recognition VARCHAR(24) NOT NULL,
	contingency_cost BIGINT,
	contingency_minutes BIGINT,
	management_reserve BIGINT,
	start VARCHAR(16),
	finish VARCHAR(16),
	forecast_finish VARCHAR(10),
	percent_complete INTEGER,
	rank INTEGER,
	ask TEXT NOT NULL,
	minutes_per_day INTEGER NOT NULL,
	minutes_per_week INTEGER NOT NULL,
	days_per_month INTEGER NOT NULL,
	critical_float_minutes INTEGER NOT NULL,
	near_critical_minutes INTEGER NOT NULL,
	tolerance_days INTEGER,
	tolerance_cost INTEGER,
	tolerance_scope INTEGER,
	tolerance_load INTEGER,
	tolerance_risk INTEGER,
	cadence VARCHAR(24) NOT NULL,
	cadence_weekday INTEGER NOT NULL,
	source_id VARCHAR NOT NULL,
	source TEXT NOT NULL,
	trashed_on VARCHAR(10),
	CONSTRAINT pk_project PRIMARY KEY (id),
	CONSTRAINT uq_project_key UNIQUE ("key"),
	CONSTRAINT fk_project_client_id FOREIGN KEY(client_id) REFERENCES client (id) ON DELETE RESTRICT,
	CONSTRAINT fk_project_portfolio_id FOREIGN KEY(portfolio_id) REFERENCES portfolio (id) ON DELETE RESTRICT,
	CONSTRAINT fk_project_program_id FOREIGN KEY(program_id) REFERENCES program (id) ON DELETE RESTRICT,
	CONSTRAINT fk_project_owner_id FOREIGN KEY(owner_id) REFERENCES resource (id) ON DELETE RESTRICT
);
CREATE INDEX ix_project_client_id ON project (client_id);
CREATE INDEX ix_project_source_id ON project (source_id);
CREATE TABLE public_holiday (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	region VARCHAR(16) NOT NULL,
	day VARCHAR(10) NOT NULL,
	name TEXT NOT NULL,
	CONSTRAINT pk_public_holiday PRIMARY KEY (id),
	CONSTRAINT uq_public_holiday_region_day UNIQUE (region, day)
);
CREATE TABLE rate (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	ref VARCHAR(16) NOT NULL,
	kind VARCHAR(24) NOT NULL,
	resource_id VARCHAR(32),
	role TEXT NOT NULL,
	client_id VARCHAR(32),
	project_id VARCHAR(32),
	valid_from VARCHAR(10),
	valid_to VARCHAR(10),
	amount BIGINT NOT NULL,
	currency VARCHAR(3) NOT NULL,
	CONSTRAINT pk_rate PRIMARY KEY (id),
	CONSTRAINT uq_rate_ref UNIQUE (ref),
	CONSTRAINT fk_rate_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE RESTRICT,
	CONSTRAINT fk_rate_client_id FOREIGN KEY(client_id) REFERENCES client (id) ON DELETE RESTRICT,
	CONSTRAINT fk_rate_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT
);
CREATE TABLE reserve_draw (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	issue_id VARCHAR(32),
	number INTEGER NOT NULL,
	day VARCHAR(10) NOT NULL,
	kind VARCHAR(24) NOT NULL,
	cost BIGINT NOT NULL,
	minutes BIGINT NOT NULL,
	text TEXT NOT NULL,
	CONSTRAINT pk_reserve_draw PRIMARY KEY (id),
	CONSTRAINT uq_reserve_draw_project_id_number UNIQUE (project_id, number),
	CONSTRAINT fk_reserve_draw_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_reserve_draw_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id) ON DELETE RESTRICT
);
CREATE TABLE resource (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	"key" VARCHAR(24) NOT NULL,
	name TEXT NOT NULL,
	kind VARCHAR(24) NOT NULL,
	role TEXT NOT NULL,
	email TEXT NOT NULL,
	initials TEXT NOT NULL,
	calendar_id VARCHAR(32),
	max_units INTEGER,
	week_minutes INTEGER NOT NULL,
	team TEXT NOT NULL,
	skills TEXT NOT NULL,
	region VARCHAR(16) NOT NULL,
	availability INTEGER NOT NULL,
	target INTEGER,
	source TEXT NOT NULL,
	trashed_on VARCHAR(10),
	CONSTRAINT pk_resource PRIMARY KEY (id),
	CONSTRAINT uq_resource_key UNIQUE ("key"),
	CONSTRAINT fk_resource_calendar_id FOREIGN KEY(calendar_id) REFERENCES calendar (id) ON DELETE RESTRICT
);
CREATE TABLE resource_rate (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	resource_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	rate_table VARCHAR(1) NOT NULL,
	valid_from VARCHAR(10),
	valid_to VARCHAR(10),
	standard BIGINT,
	standard_per VARCHAR(8) NOT NULL,
	overtime BIGINT,
	overtime_per VARCHAR(8) NOT NULL,
	per_use BIGINT,
	currency VARCHAR(3) NOT NULL,
	CONSTRAINT pk_resource_rate PRIMARY KEY (id),
	CONSTRAINT fk_resource_rate_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE RESTRICT
);
CREATE INDEX ix_resource_rate_resource_id ON resource_rate (resource_id);
CREATE TABLE risk (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	ref VARCHAR(16) NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	title TEXT NOT NULL,
	cause TEXT NOT NULL,
	event TEXT NOT NULL,
	effect TEXT NOT NULL,
	kind VARCHAR(24) NOT NULL,
	category TEXT NOT NULL,
	probability INTEGER NOT NULL,
	impact_cost INTEGER NOT NULL,
	impact_time INTEGER NOT NULL,
	impact_scope INTEGER NOT NULL,
	impact_quality INTEGER NOT NULL,
	residual_probability INTEGER,
	residual_impact INTEGER,
	strategy VARCHAR(24),
	response TEXT NOT NULL,
	owner_id VARCHAR(32),
	status VARCHAR(24) NOT NULL,
	"trigger" TEXT NOT NULL,
	contingency TEXT NOT NULL,
	raised VARCHAR(10),
	due VARCHAR(10),
	review VARCHAR(10),
	cost BIGINT,
	minutes BIGINT,
	chance INTEGER,
	cost_low BIGINT,
	cost_high BIGINT,
	minutes_low BIGINT,
	minutes_high BIGINT,
	residual_chance INTEGER,
	residual_cost BIGINT,
	residual_minutes BIGINT,
	response_cost BIGINT,
	task_id VARCHAR(32),
	identified_by TEXT NOT NULL,
	proximity VARCHAR(10),
	trigger_on VARCHAR(10),
	fallback TEXT NOT NULL,
	status_reason TEXT NOT NULL,
	review_days INTEGER,
	reviewed VARCHAR(10),
	trashed_on VARCHAR(10),
	CONSTRAINT pk_risk PRIMARY KEY (id),
	CONSTRAINT uq_risk_ref UNIQUE (ref),
	CONSTRAINT fk_risk_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_risk_owner_id FOREIGN KEY(owner_id) REFERENCES resource (id) ON DELETE RESTRICT,
	CONSTRAINT fk_risk_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT
);
CREATE INDEX ix_risk_project ON risk (project_id, status);
CREATE TABLE risk_action (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	risk_id VARCHAR(32) NOT NULL,
	task_id VARCHAR(32) NOT NULL,
	CONSTRAINT pk_risk_action PRIMARY KEY (id),
	CONSTRAINT uq_risk_action_risk_id_task_id UNIQUE (risk_id, task_id),
	CONSTRAINT fk_risk_action_risk_id FOREIGN KEY(risk_id) REFERENCES risk (id) ON DELETE RESTRICT,
	CONSTRAINT fk_risk_action_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT
);
CREATE INDEX ix_risk_action_task_id ON risk_action (task_id);
CREATE TABLE risk_matrix (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	name VARCHAR(24) NOT NULL,
	probabilities TEXT NOT NULL,
	impacts TEXT NOT NULL,
	zones TEXT NOT NULL,
	CONSTRAINT pk_risk_matrix PRIMARY KEY (id),
	CONSTRAINT uq_risk_matrix_name UNIQUE (name)
);
CREATE TABLE schema_number (
	number INTEGER NOT NULL,
	CONSTRAINT pk_schema_number PRIMARY KEY (number)
);
CREATE TABLE status_update (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	day VARCHAR(10) NOT NULL,
	outcome VARCHAR(24) NOT NULL,
	rag VARCHAR(24),
	text TEXT NOT NULL,
	"by" TEXT NOT NULL,
	percent_complete INTEGER,
	finish VARCHAR(10),
	bac BIGINT,
	pv BIGINT,
	ev BIGINT,
	ac BIGINT,
	CONSTRAINT pk_status_update PRIMARY KEY (id),
	CONSTRAINT uq_status_update_project_id_number UNIQUE (project_id, number),
	CONSTRAINT fk_status_update_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT
);
CREATE INDEX ix_status_update_day ON status_update (project_id, day);
CREATE INDEX ix_status_update_today ON status_update (day);
CREATE TABLE step (
	number INTEGER NOT NULL,
	uid VARCHAR(32) NOT NULL,
	at VARCHAR(32) NOT NULL,
	user TEXT NOT NULL,
	label TEXT NOT NULL,
	kind VARCHAR(8) NOT NULL,
	state VARCHAR(8) NOT NULL,
	target BIGINT,
	CONSTRAINT pk_step PRIMARY KEY (number),
	CONSTRAINT uq_step_uid UNIQUE (uid)
);
CREATE INDEX ix_step_at ON step (at);
CREATE INDEX ix_step_stack ON step (user, kind, state, number);
CREATE TABLE table_mapping (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	signature VARCHAR NOT NULL,
	mapping TEXT NOT NULL,
	CONSTRAINT pk_table_mapping PRIMARY KEY (id),
	CONSTRAINT uq_table_mapping_signature UNIQUE (signature)
);
CREATE TABLE task (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	ref VARCHAR(16) NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	parent_id VARCHAR(32),
	position INTEGER NOT NULL,
	uid VARCHAR,
	kind VARCHAR(24) NOT NULL,
	name TEXT NOT NULL,
	wbs VARCHAR NOT NULL,
	status VARCHAR(24) NOT NULL,
	blocked_reason TEXT NOT NULL,
	owner_id VARCHAR(32),
	start VARCHAR(16),
	finish VARCHAR(16),
	duration_minutes BIGINT,
	duration_unit VARCHAR(2) NOT NULL,
	is_elapsed BOOLEAN NOT NULL,
	is_estimated BOOLEAN NOT NULL,
	work_minutes BIGINT,
	optimistic_minutes BIGINT,
	likely_minutes BIGINT,
	pessimistic_minutes BIGINT,
	percent_complete INTEGER NOT NULL,
	measure VARCHAR(24),
	percent_work INTEGER,
	percent_physical INTEGER,
	actual_start VARCHAR(16),
	actual_finish VARCHAR(16),
	actual_duration_minutes BIGINT,
	remaining_duration_minutes BIGINT,
	actual_work_minutes BIGINT,
	remaining_work_minutes BIGINT,
	deadline VARCHAR(16),
	constraint_type VARCHAR(24) NOT NULL,
	constraint_date VARCHAR(16),
	calendar_id VARCHAR(32),
	bill VARCHAR(24),
	is_active BOOLEAN NOT NULL,
	is_manual BOOLEAN NOT NULL,
	priority VARCHAR(24) NOT NULL,
	cost BIGINT,
	fixed_cost BIGINT,
	actual_cost BIGINT,
	remaining_cost BIGINT,
	description TEXT NOT NULL,
	splits TEXT NOT NULL,
	source TEXT NOT NULL,
	trashed_on VARCHAR(10),
	CONSTRAINT pk_task PRIMARY KEY (id),
	CONSTRAINT uq_task_ref UNIQUE (ref),
	CONSTRAINT fk_task_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_task_parent_id FOREIGN KEY(parent_id) REFERENCES task (id) ON DELETE RESTRICT,
	CONSTRAINT fk_task_owner_id FOREIGN KEY(owner_id) REFERENCES resource (id) ON DELETE RESTRICT,
	CONSTRAINT fk_task_calendar_id FOREIGN KEY(calendar_id) REFERENCES calendar (id) ON DELETE RESTRICT
);
CREATE INDEX ix_task_dates ON task (finish, start);
CREATE INDEX ix_task_kind ON task (kind, project_id);
CREATE INDEX ix_task_owner_id ON task (owner_id);
CREATE INDEX ix_task_parent_id ON task (parent_id);
CREATE INDEX ix_task_plan ON task (project_id, position);
CREATE INDEX ix_task_sums ON task (project_id, kind, trashed_on, start, finish, duration_minutes, percent_complete);
CREATE INDEX ix_task_uid ON task (project_id, uid);
CREATE TABLE template (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	name VARCHAR(80) NOT NULL,
	description TEXT NOT NULL,
	content TEXT NOT NULL,
	CONSTRAINT pk_template PRIMARY KEY (id),
	CONSTRAINT uq_template_name UNIQUE (name)
);
CREATE TABLE time_entry (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	task_id VARCHAR(32),
	resource_id VARCHAR(32),
	number INTEGER NOT NULL,
	day VARCHAR(10) NOT NULL,
	kind VARCHAR(24) NOT NULL,
	minutes INTEGER NOT NULL,
	cost BIGINT,
	price BIGINT,
	bill VARCHAR(24) NOT NULL,
	agreement_id VARCHAR(32),
	paid BIGINT,
	paid_currency VARCHAR(3) NOT NULL,
	receipt TEXT NOT NULL,
	commitment_id VARCHAR(32),
	invoice_id VARCHAR(32),
	text TEXT NOT NULL,
	source_id VARCHAR NOT NULL,
	trashed_on VARCHAR(10),
	CONSTRAINT pk_time_entry PRIMARY KEY (id),
	CONSTRAINT fk_time_entry_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_time_entry_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT,
	CONSTRAINT fk_time_entry_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE RESTRICT,
	CONSTRAINT fk_time_entry_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id) ON DELETE RESTRICT,
	CONSTRAINT fk_time_entry_commitment_id FOREIGN KEY(commitment_id) REFERENCES commitment (id) ON DELETE RESTRICT,
	CONSTRAINT fk_time_entry_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id) ON DELETE RESTRICT
);
CREATE INDEX ix_time_entry_agreement ON time_entry (agreement_id, day);
CREATE INDEX ix_time_entry_commitment_id ON time_entry (commitment_id);
CREATE INDEX ix_time_entry_invoice_id ON time_entry (invoice_id);
CREATE INDEX ix_time_entry_person ON time_entry (resource_id, day);
CREATE INDEX ix_time_entry_source_id ON time_entry (source_id);
CREATE INDEX ix_time_entry_sums ON time_entry (project_id, day, trashed_on, cost, minutes, kind, bill, price, agreement_id, invoice_id);
CREATE INDEX ix_time_entry_task_id ON time_entry (task_id);
CREATE TABLE timer (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	user VARCHAR(80) NOT NULL,
	project_id VARCHAR(32) NOT NULL,
	task_id VARCHAR(32),
	started VARCHAR(32) NOT NULL,
	text TEXT NOT NULL,
	CONSTRAINT pk_timer PRIMARY KEY (id),
	CONSTRAINT uq_timer_user UNIQUE (user),
	CONSTRAINT fk_timer_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE RESTRICT,
	CONSTRAINT fk_timer_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE RESTRICT
);
CREATE TABLE working_week (
	id VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	resource_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	valid_from VARCHAR(10),
	week TEXT NOT NULL,
	CONSTRAINT pk_working_week PRIMARY KEY (id),
	CONSTRAINT uq_working_week_resource_id_number UNIQUE (resource_id, number),
	CONSTRAINT fk_working_week_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE RESTRICT
);
