package dev.headroom.services.automations;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The description at {@code /v3/api-docs} and its pages at {@code /swagger-ui.html}. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

  private static final String TOKEN = "token";

  @Bean
  OpenAPI description() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Headroom automations")
                .version("1")
                .description(
                    "Automations of users, their runs and token use. Times are milliseconds, money is millionths. Refusals"
                        + " are problem documents (RFC 9457). Sign in, then send the token as"
                        + " 'Authorization: Bearer ...'.")
                .license(
                    new License()
                        .name("Apache-2.0")
                        .url("https://www.apache.org/licenses/LICENSE-2.0")))
        .addSecurityItem(new SecurityRequirement().addList(TOKEN))
        .components(
            new Components()
                .addSecuritySchemes(
                    TOKEN,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT")
                        .description("accessToken of POST /api/v1/auth/sign-in")));
  }

  /** Headroom's control API has its own description; this one is the service's. */
  @Bean
  OpenApiCustomizer ownPaths() {
    return api -> api.getPaths().keySet().removeIf(path -> !path.startsWith("/api/v1/"));
  }
}
