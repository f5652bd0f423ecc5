package dev.headroom.services.wellbeing;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.module.SimpleModule;

/** The service's own JSON has names such as {@code today_screen_time}; Headroom's is left alone. */
@Configuration(proxyBeanMethods = false)
class SnakeCase {

  @Bean
  JsonMapperBuilderCustomizer namesInSnakeCase() {
    return builder ->
        builder.addModule(
            new SimpleModule("wellbeing") {
              private static final long serialVersionUID = 1L;

              @Override
              public void setupModule(SetupContext context) {
                super.setupModule(context);
                context.appendAnnotationIntrospector(new Naming());
              }
            });
  }

  private static final class Naming extends NopAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Object findNamingStrategy(MapperConfig<?> config, AnnotatedClass type) {
      return type.getRawType().getPackageName().equals(SnakeCase.class.getPackageName())
          ? PropertyNamingStrategies.SnakeCaseStrategy.class
          : null;
    }
  }
}
