package dev.headroom.junit;

import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Brings every data source of a Spring test context under observation, with or without Headroom's
 * starter in it. The same for all tests, annotated or not, so that they go on sharing one cached
 * context; what is not observed passes through.
 */
final class SpringDataSources implements ContextCustomizerFactory {

  @Override
  public ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
    return new Customizer();
  }

  /** Equal to any other, as a part of the context's cache key. */
  private record Customizer() implements ContextCustomizer {

    @Override
    public void customizeContext(
        ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
      context.getBeanFactory().registerSingleton("headroomTestDataSources", new Wrapping());
    }
  }

  /** Comes after all that are ordered: what others wrap is beneath. */
  private static final class Wrapping implements BeanPostProcessor {

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
      return bean instanceof DataSource dataSource && !beanName.startsWith("scopedTarget.")
          ? HeadroomData.observed(dataSource)
          : bean;
    }
  }
}
