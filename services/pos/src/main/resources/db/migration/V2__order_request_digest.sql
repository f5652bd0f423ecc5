-- What was submitted under an external id: the same again is the same order, anything else a conflict.
alter table orders add column request_digest varchar(44);
