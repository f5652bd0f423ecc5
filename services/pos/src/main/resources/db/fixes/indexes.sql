-- What a competent team adds by hand after a day with the slow log: foreign keys that are read along, and orders as
-- pages and reports read them.
create index orders_restaurant_placed on orders (restaurant_id, placed_at desc, id desc);
create index orders_restaurant_business_date on orders (restaurant_id, business_date);
create index payment_order on payment (order_id);
create index category_restaurant on category (restaurant_id);
create index item_category on item (category_id);
create index variation_item on variation (item_id);
create index modifier_group_item on modifier_group (item_id);
create index modifier_group_of_modifier on modifier (modifier_group_id);
