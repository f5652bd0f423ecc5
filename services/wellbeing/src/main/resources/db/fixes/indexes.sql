-- What a good team adds in a day: each user's events by their time, and the foreign key that permissions are read through.
create index concurrently if not exists screen_event_user_at on screen_event (user_id, at);
create index concurrently if not exists app_episode_user_started_at on app_episode (user_id, started_at);
create index concurrently if not exists notification_user_posted_at on notification (user_id, posted_at);
create index concurrently if not exists focus_session_user_started_at on focus_session (user_id, started_at);
create index concurrently if not exists granted_permission_installed on granted_permission (installed_application_id);
create index concurrently if not exists goal_user on goal (user_id);
