-- What a good team adds in a day: what is read by user, what is due, what has ended. Which of A1's are not here, and the
-- measurements that refuse them, stand in docs/services/automations.md.
create index if not exists user_automation_user_status on user_automation (user_id, status);
create index if not exists user_automation_due on user_automation (due_at) where due_at is not null;
create index if not exists token_usage_user_at on token_usage (user_id, at);
create index if not exists session_user on session (user_id);
create index if not exists session_expires on session (expires_at);
create index if not exists run_user_automation on run (user_automation_id);
create index if not exists run_status_due on run (status, due_at);
create index if not exists run_log_run on run_log (run_id);
