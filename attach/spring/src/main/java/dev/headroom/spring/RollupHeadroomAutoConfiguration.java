package dev.headroom.spring;

import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.observe.Observer;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.Rollups;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.ResolvableType;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Rollups, where some are declared: under {@code headroom.rollup.rollups}, or as beans of type
 * Rollup, or List of Rollup. An application that has a bean of type Rollups keeps them itself.
 */
@AutoConfiguration(
    after = HeadroomObserveAutoConfiguration.class,
    afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass({Rollups.class, DataSource.class})
@ConditionalOnBean(Observer.class)
@ConditionalOnMissingBean(Rollups.class)
@Conditional(RollupHeadroomAutoConfiguration.RollupsDeclared.class)
@EnableConfigurationProperties(RollupProperties.class)
final class RollupHeadroomAutoConfiguration {

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(DataSource.class)
  static final class Kept {

    @Bean
    RollupSet headroomRollupSet(
        RollupProperties properties, ObjectProvider<Rollup> single, ListableBeanFactory beans) {
      List<Rollup> all = new ArrayList<>(properties.declared());
      all.addAll(single.orderedStream().toList());
      beans.<List<Rollup>>getBeanProvider(LISTS).orderedStream().forEach(all::addAll);
      return new RollupSet(List.copyOf(all));
    }

    @Bean
    List<Fix> headroomRollupFixes(RollupSet set) {
      return set.fixes();
    }

    @Bean
    Rollups headroomRollups(
        RollupSet set, RollupProperties properties, ListableBeanFactory beans, Fixes fixes) {
      return new Rollups(dataSource(properties, beans), set.all(), on(fixes));
    }

    /** What somebody configured is meant to work, unless a proof is to begin without it. */
    @Bean
    SmartInitializingSingleton headroomRollupStart(
        RollupSet set, RollupProperties properties, Fixes fixes) {
      return () -> {
        Set<String> known = fixes.known().stream().map(Fix::id).collect(Collectors.toSet());
        if (properties.switchedOn()) {
          Set<String> on = new HashSet<>(fixes.on());
          set.fixes().stream().map(Fix::id).filter(known::contains).forEach(on::add);
          var unused = fixes.switchTo(on);
        }
      };
    }

    @Bean
    RollupLife headroomRollupLife(Rollups rollups, RollupProperties properties) {
      return new RollupLife(rollups, properties);
    }

    private static DataSource dataSource(RollupProperties properties, ListableBeanFactory beans) {
      String name = properties.dataSource();
      Set<String> names = new TreeSet<>(List.of(beans.getBeanNamesForType(DataSource.class)));
      try {
        return name == null
            ? beans.getBean(DataSource.class)
            : beans.getBean(name, DataSource.class);
      } catch (NoSuchBeanDefinitionException e) {
        throw new IllegalStateException(
            "headroom.rollup.data-source names the bean where the tables of rollups are, one of "
                + String.join(", ", names)
                + (name == null ? "" : "; was '" + name + "'"),
            e);
      }
    }
  }

  /** Declared for nothing, which somebody may want to know. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(DataSource.class)
  static final class WithoutDatabase {

    WithoutDatabase() {
      LogFactory.getLog(RollupHeadroomAutoConfiguration.class)
          .warn("rollups are declared, and there is no DataSource: they are off");
    }
  }

  /** An application's own switchboard may not know them: then they are always read. */
  static Predicate<String> on(Fixes fixes) {
    Set<String> known = fixes.known().stream().map(Fix::id).collect(Collectors.toSet());
    return rollup -> {
      String id = RollupSet.fixId(rollup);
      return !known.contains(id) || fixes.isOn(id);
    };
  }

  private static final ResolvableType LISTS =
      ResolvableType.forClassWithGenerics(List.class, Rollup.class);

  /** Without one there is nothing to keep. */
  static final class RollupsDeclared extends SpringBootCondition implements ConfigurationCondition {

    /** When the application's beans are known. */
    @Override
    public ConfigurationPhase getConfigurationPhase() {
      return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(
        ConditionContext context, AnnotatedTypeMetadata metadata) {
      var beans = java.util.Objects.requireNonNull(context.getBeanFactory());
      boolean declared =
          CacheHeadroomAutoConfiguration.NamespacesDeclared.isMap(
                  context, "headroom.rollup.rollups")
              || beans.getBeanNamesForType(Rollup.class, true, false).length > 0
              || beans.getBeanNamesForType(LISTS, true, false).length > 0;
      return new ConditionOutcome(declared, "rollups " + (declared ? "" : "not ") + "declared");
    }
  }
}
