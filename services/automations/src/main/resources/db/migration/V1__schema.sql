-- The schema as an object-relational mapper generates it: primary keys, unique constraints, foreign keys, and no
-- further index. Times are milliseconds of the epoch, money is millionths.

-- An id is never used again: a token of a user who is gone must not fit another.
create table app_user (
  id             integer primary key autoincrement,
  email          varchar(200) not null unique,
  password_hash  varchar(100) not null,
  name           varchar(120) not null,
  role           varchar(20) not null,
  active         boolean not null,
  verified       boolean not null,
  created_at     bigint not null
);

create table verification (
  id          integer primary key,
  token_hash  varchar(43) not null unique,
  user_id     bigint not null references app_user (id),
  ends_at     bigint not null
);

-- Mails to be sent, in the transaction that is their reason.
create table outbox (
  id          integer primary key,
  recipient   varchar(200) not null,
  subject     varchar(200) not null,
  body        varchar(2000) not null,
  created_at  bigint not null
);

-- A sign-in. Of its refresh tokens it has hashes only: the good one, and the one before.
create table session (
  id           integer primary key,
  family       varchar(43) not null unique,
  user_id      bigint not null references app_user (id),
  present      varchar(43) not null,
  before       varchar(43),
  salt         varchar(43),
  turned_at    bigint not null,
  created_at   bigint not null,
  expires_at   bigint not null,
  longest_at   bigint not null
);

create table automation (
  id              integer primary key,
  file            varchar(200) not null unique,
  name            varchar(200) not null,
  integration     varchar(80) not null,
  category        varchar(80) not null,
  trigger_kind    varchar(20) not null,
  nodes           integer not null,
  uses_model      boolean not null,
  node_types      varchar(500) not null,
  active          boolean not null,
  monthly_micros  bigint not null
);

-- A user may have the same automation twice, configured for two purposes.
create table user_automation (
  id             integer primary key,
  user_id        bigint not null references app_user (id),
  automation_id  bigint not null references automation (id),
  status         varchar(20) not null,
  configuration  varchar(4000) not null,
  secret         varchar(64),
  cron           varchar(100),
  zone           varchar(64),
  due_at         bigint,
  created_at     bigint not null,
  changed_at     bigint not null
);

create table run (
  id                  integer primary key,
  request_id          varchar(64) not null unique,
  user_automation_id  bigint not null references user_automation (id),
  trigger_kind        varchar(20) not null,
  status              varchar(20) not null,
  attempt             integer not null,
  input               varchar(4000) not null,
  due_at              bigint not null,
  started_at          bigint,
  ended_at            bigint,
  error               varchar(500)
);

create table run_log (
  id       integer primary key,
  run_id   bigint not null references run (id),
  at       bigint not null,
  level    varchar(10) not null,
  message  varchar(500) not null
);

-- Tokens of a month: granted, used, and set aside for runs under way. Used and reserved together are never above granted.
create table quota (
  user_id   integer primary key references app_user (id),
  month     varchar(7) not null,
  granted   bigint not null,
  used      bigint not null check (used >= 0),
  reserved  bigint not null check (reserved >= 0),
  check (used + reserved <= granted)
);

create table reservation (
  request_id  varchar(64) not null primary key,
  user_id     bigint not null references app_user (id),
  tokens      bigint not null,
  at          bigint not null
);

create table token_usage (
  id                  integer primary key,
  request_id          varchar(64) not null unique,
  user_id             bigint not null references app_user (id),
  user_automation_id  bigint not null references user_automation (id),
  model               varchar(40) not null,
  prompt_tokens       integer not null,
  completion_tokens   integer not null,
  cost_micros         bigint not null,
  at                  bigint not null
);

-- Deliveries that were taken, as long as their time stamp would be good again.
create table delivery (
  signature  varchar(64) not null primary key,
  at         bigint not null
);

create table audit (
  id       integer primary key,
  at       bigint not null,
  actor    varchar(200) not null,
  action   varchar(60) not null,
  subject  varchar(200) not null,
  detail   varchar(500) not null
);
