-- What rollups add up: each event's part in a user's figures, parted at the user's midnights. Kept by whoever takes events,
-- whether rollups are read or not. Its primary key is the index that refreshing them needs.

create table activity (
  user_id          bigint not null references app_user (id),
  at               timestamptz not null,
  kind             varchar(8) not null,
  source           varchar(64) not null,
  application_id   bigint not null,
  screen_millis    bigint not null,
  night_millis     bigint not null,
  pickups          bigint not null,
  app_millis       bigint not null,
  opens            bigint not null,
  notifications    bigint not null,
  interruptions    bigint not null,
  focus_millis     bigint not null,
  focus_sessions   bigint not null,
  focus_completed  bigint not null,
  primary key (user_id, at, kind, source)
);
