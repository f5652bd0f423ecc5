-- What was used by day, kept in the transaction that books a use: of each user, and of all.
create table usage_user_day (
  user_id            bigint not null references app_user (id),
  day                integer not null,
  model              varchar(40) not null,
  runs               bigint not null,
  prompt_tokens      bigint not null,
  completion_tokens  bigint not null,
  cost_micros        bigint not null,
  primary key (user_id, day, model)
) without rowid;

create table usage_day (
  day                integer not null,
  model              varchar(40) not null,
  runs               bigint not null,
  prompt_tokens      bigint not null,
  completion_tokens  bigint not null,
  cost_micros        bigint not null,
  primary key (day, model)
) without rowid;

insert into usage_user_day
select user_id, at / 86400000, model, count(*), sum(prompt_tokens), sum(completion_tokens), sum(cost_micros)
from token_usage group by 1, 2, 3;

insert into usage_day
select day, model, sum(runs), sum(prompt_tokens), sum(completion_tokens), sum(cost_micros)
from usage_user_day group by 1, 2;
