create table if not exists depot (id bigint primary key, city varchar(40) not null);
create table if not exists pickup (depot_id bigint primary key references depot, number bigint not null);
create table if not exists courier (id bigint primary key, name varchar(40) not null);
create table if not exists customer (
  id bigint primary key, name varchar(40) not null, street varchar(60) not null, zip varchar(10) not null);
create table if not exists tariff (zone varchar(1) primary key, price int not null);
create table if not exists settlement (month varchar(7) primary key, done boolean not null);
create table if not exists parcel (
  id bigint primary key,
  code varchar(20) not null,
  weight int not null,
  customer_id bigint not null references customer,
  depot_id bigint not null references depot,
  courier_id bigint not null references courier);
create table if not exists scan (
  id bigint primary key, parcel_id bigint not null references parcel, place varchar(40) not null, month varchar(7) not null);
create table if not exists arrival (id bigserial primary key, parcel_id bigint not null, place varchar(40) not null);
create table if not exists quote (id bigserial primary key, zone varchar(1) not null, weight int not null, price int not null);
create table if not exists manifest (id bigserial primary key, segments int not null, head varchar(200) not null);
create table if not exists ledger (id bigserial primary key, month varchar(7) not null, courier_id int not null, amount bigint not null);
create index if not exists parcel_customer on parcel (customer_id);
create index if not exists parcel_depot on parcel (depot_id);
create index if not exists parcel_courier on parcel (courier_id);
create index if not exists scan_parcel on scan (parcel_id);
