package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest extends PosService {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"external_id":"x","lines":[]} | unknown key 'external_id': did you mean externalId?
          {"externalId":"x","lines":[{"variation":1,"quantity":1}]} | did you mean variationId?
          {"externalId":"x","lines":[]} | lines must not be empty
          {"externalId":"x"} | lines must not be empty
          {"externalId":"","lines":[{"variationId":1,"quantity":1}]} | externalId must not be blank
          {"externalId":"x","lines":[null]} | lines[0] must not be null
          {"externalId":"x","lines":[{"variationId":1,"quantity":0}]} | lines[0].quantity must be
          {"externalId":"x","lines":[{"variationId":1,"quantity":1.5}]} | lines[0].quantity: Cannot
          {"externalId":"x","lines":[{"variationId":1,"quantity":"2"}]} | lines[0].quantity: Cannot
          {"externalId":"x","lines":[{"variationId":1}]} | lines[0].quantity must not be null
          {"externalId":"x","tipMinor":-1,"lines":[{"variationId":1,"quantity":1}]} | tipMinor must
          {"externalId":"x","tipMinor":99999999999999999999,"lines":[]} | not JSON: Numeric value
          {"externalId":"x" | the body is not JSON
          [] | needs a JSON object
          `  ` | needs a JSON object
          """)
  @DisplayName("P: a malformed order is 400 and says where and what")
  void order(String body, String detail) {
    Answer refused = post(STAFF_2, ORDERS_2, body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.raw().headers().firstValue("Content-Type").orElseThrow())
        .isEqualTo("application/problem+json");
    assertThat(refused.detail()).contains(detail);
    assertThat(refused.text()).doesNotContain("dev.headroom", "tools.jackson", "java.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /api/v1/restaurants/two/orders | restaurantId is not a valid whole number, was 'two'
          /api/v1/restaurants/2/orders?state=OPENED | did you mean OPEN?
          /api/v1/restaurants/2/orders?from=2015-02-30 | date such as 2015-06-30
          /api/v1/restaurants/2/orders?from=2015-02-02&to=2015-02-01 | swap them
          /api/v1/restaurants/2/orders?size=0 | size must be greater than or equal to 1, was 0
          /api/v1/restaurants/2/orders?size=201 | size must be less than or equal to 200, was 201
          /api/v1/restaurants/2/orders?page=-1 | page must be greater than or equal to 0, was -1
          /api/v1/restaurants/2/orders/9999999999999999999 | orderId is not a valid whole number
          """)
  @DisplayName("P: a malformed address is 400 and says which part")
  void address(String path, String detail) {
    Answer refused = get(STAFF_2, path);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.detail()).contains(detail);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/nowhere, 404",
    "DELETE, /api/v1/restaurants/2/orders, 405",
    "GET, /api/v1/restaurants/2/orders/0, 404",
    "PUT, /api/v1/restaurants/2/settings, 403"
  })
  @DisplayName("What is not there or not allowed is a problem document too")
  void others(String method, String path, int status) {
    String body =
        method.equals("PUT")
            ? "{\"timeZone\":\"Europe/Paris\",\"currency\":\"EUR\",\"closingHour\":1,"
                + "\"taxRate\":0,\"serviceChargeRate\":0,\"version\":0}"
            : null;
    Answer refused = send(method, STAFF_2, path, body);

    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.body().get("status").asInt()).isEqualTo(status);
  }
}
