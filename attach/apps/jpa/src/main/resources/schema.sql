create table if not exists genre (id bigint primary key, code varchar(10) not null, label varchar(60) not null);
create table if not exists tag (id bigint primary key, word varchar(20) not null);
create table if not exists author (id bigint primary key, name varchar(60) not null, country varchar(10) not null);
create table if not exists book (
  id bigint primary key,
  title varchar(80) not null,
  isbn varchar(20) not null,
  published int not null,
  summary text not null,
  copies int not null,
  author_id bigint not null references author,
  genre_id bigint not null references genre);
create table if not exists book_tag (book_id bigint not null references book, tag_id bigint not null references tag);
create table if not exists member (id bigint primary key, name varchar(60) not null, email varchar(60) not null, tier varchar(10) not null);
create table if not exists review (id bigint primary key, book_id bigint not null references book, stars int not null, words text not null);
create table if not exists loan (
  id bigint primary key,
  book_id bigint not null references book,
  member_id bigint not null references member,
  lent_on date not null,
  due_on date not null,
  returned_on date);
create table if not exists setting (id bigint primary key, name varchar(40) not null unique, content varchar(40) not null);
create sequence if not exists loan_seq start 100000 increment 50;
create index if not exists book_author on book (author_id);
create index if not exists book_genre on book (genre_id);
create index if not exists book_title on book (title text_pattern_ops);
create index if not exists book_tag_book on book_tag (book_id);
create index if not exists review_book on review (book_id);
create index if not exists loan_book on loan (book_id);
create index if not exists loan_member on loan (member_id);
