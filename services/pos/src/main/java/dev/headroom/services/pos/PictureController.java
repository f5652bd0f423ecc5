package dev.headroom.services.pos;

import dev.headroom.services.common.Problem;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An item's picture, whole as it is kept; the fix {@code images} makes it smaller on its way out.
 */
@RestController
@RequestMapping("/api/v1/pictures")
class PictureController {

  private static final String PICTURE =
      "select p.content from item i join category c on c.id = i.category_id join item_picture ip on"
          + " ip.item_id = i.id join picture p on p.id = ip.picture_id where i.id = ? and"
          + " c.restaurant_id = ?";

  private final RestaurantAccess access;
  private final JdbcClient jdbc;

  PictureController(RestaurantAccess access, JdbcClient jdbc) {
    this.access = access;
    this.jdbc = jdbc;
  }

  @GetMapping(path = "/{restaurantId}/{itemId}", produces = MediaType.IMAGE_JPEG_VALUE)
  ResponseEntity<byte[]> picture(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @PathVariable long itemId) {
    access.check(user, restaurantId);
    byte[] found =
        jdbc.sql(PICTURE)
            .params(itemId, restaurantId)
            .query(byte[].class)
            .optional()
            .orElseThrow(() -> Problem.notFound("there is no picture of item " + itemId));
    return ResponseEntity.ok().contentType(MediaType.IMAGE_JPEG).body(found);
  }
}
