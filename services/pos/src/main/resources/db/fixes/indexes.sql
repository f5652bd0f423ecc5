-- What a good team adds in a day: the foreign keys that are read through, and the two ways orders are listed.
create index concurrently if not exists category_restaurant on category (restaurant_id);
create index concurrently if not exists item_category on item (category_id);
create index concurrently if not exists variation_item on variation (item_id);
create index concurrently if not exists modifier_group_item on modifier_group (item_id);
create index concurrently if not exists modifier_modifier_group on modifier (modifier_group_id);
create index concurrently if not exists orders_restaurant_placed_at on orders (restaurant_id, placed_at desc);
create index concurrently if not exists orders_restaurant_business_date on orders (restaurant_id, business_date);
create index concurrently if not exists payment_order on payment (order_id);
