package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Fixes;
import dev.headroom.services.testing.Answer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.Set;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Pictures of items")
class PicturesTest extends PosService {

  @Autowired Fixes fixes;

  @AfterEach
  void off() {
    var unused = fixes.switchTo(Set.of());
  }

  private HttpResponse<byte[]> picture(@Nullable String user, String path, String... headers)
      throws Exception {
    return sendWith(
            "GET", user == null ? null : token(user), "/api/v1/pictures/" + path, null, headers)
        .raw();
  }

  private static BufferedImage image(HttpResponse<byte[]> answer) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(answer.body())));
  }

  @Test
  @DisplayName("are drawn the same each time, one for each item, and go out whole as found")
  void asFound() throws Exception {
    assertThat(
            jdbc.sql("select count(*) from item where id not in (select item_id from item_picture)")
                .query(Long.class)
                .single())
        .isZero();
    HttpResponse<byte[]> whole = picture(OWNER, "1/7?width=160&quality=60");
    assertThat(image(whole).getWidth()).isEqualTo(640);
    String name =
        jdbc.sql("select c.name from category c join item i on i.category_id = c.id where i.id = 7")
            .query(String.class)
            .single();
    assertThat(whole.body()).isEqualTo(SeedPictures.jpeg(name, 640));
  }

  @Test
  @DisplayName(
      "F3: with the fix they have the width, quality and format asked for, a strong ETag and a 304;"
          + " a few KB instead of a hundred")
  void resized() throws Exception {
    HttpResponse<byte[]> whole = picture(OWNER, "1/7");
    var unused = fixes.switchTo(Set.of("images"));
    HttpResponse<byte[]> small = picture(OWNER, "1/7?width=160&quality=60");
    assertThat(image(small).getWidth()).isEqualTo(160);
    assertThat(small.body().length).isLessThan(whole.body().length / 10);
    String etag = small.headers().firstValue("ETag").orElseThrow();
    assertThat(picture(OWNER, "1/7?width=160&quality=60", "If-None-Match", etag).statusCode())
        .isEqualTo(304);
    HttpResponse<byte[]> png = picture(OWNER, "1/7?width=160&format=png");
    assertThat(png.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(picture(OWNER, "1/7").body()).isEqualTo(whole.body());
    Answer wrong = get(OWNER, "/api/v1/pictures/1/7?width=161");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.detail()).contains("width is one of 160, 320");
  }

  @Test
  @DisplayName("R6: are for the restaurant's own people, resized or not")
  void guarded() {
    long item = anItem().get("id").asLong();
    for (Set<String> on : java.util.List.of(Set.<String>of(), DOOR)) {
      var unused = fixes.switchTo(on);
      String path = "/api/v1/pictures/2/" + item + "?width=160";
      assertThat(send("GET", null, path, null).status()).isEqualTo(401);
      assertThat(get(MANAGER_3, path).status()).isEqualTo(403);
      assertThat(get(MANAGER_3, "/api/v1/pictures/3/" + item + "?width=160").status())
          .as("an item of another restaurant")
          .isEqualTo(404);
    }
  }
}
