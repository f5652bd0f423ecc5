package dev.headroom.spring;

import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.observe.Observer;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/** The observer, the switchboard of fixes, and every data source observed. */
@AutoConfiguration
@ConditionalOnProperty(name = "headroom.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HeadroomProperties.class)
final class HeadroomObserveAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Observer headroomObserver(HeadroomProperties properties) {
    return new Observer(properties.observe().options());
  }

  /** Looked for once: an agent is there before the application, or not at all. */
  @Bean
  @ConditionalOnMissingBean
  static AgentAccess headroomAgent() {
    return AgentAccess.find();
  }

  @Bean
  FindingRules headroomFindingRules(HeadroomProperties properties) {
    return new FindingRules(
        properties.lines(), properties.acceptances(), Clock.system(ZoneId.systemDefault()));
  }

  @Bean
  Seen headroomSeen(AgentAccess agent, Observer observer, FindingRules rules) {
    return agent.observing()
        ? new SeenByAgent(agent, observer, rules)
        : new SeenByStarter(observer, rules);
  }

  @Bean
  ObservationWorkers headroomWorkers(
      Observer observer,
      AgentAccess agent,
      HeadroomProperties properties,
      ListableBeanFactory beans,
      Environment environment) {
    return new ObservationWorkers(observer, agent, properties, beans, environment);
  }

  /** Fixes are declared as beans of type Fix, or List of Fix, or both. */
  @Bean
  @ConditionalOnMissingBean
  Fixes headroomFixes(ObjectProvider<Fix> single, ListableBeanFactory beans) {
    List<Fix> all = new ArrayList<>(single.orderedStream().toList());
    beans
        .<List<Fix>>getBeanProvider(ResolvableType.forClassWithGenerics(List.class, Fix.class))
        .orderedStream()
        .forEach(all::addAll);
    return new Fixes(all);
  }

  /** Beside the application's own decorators, which Boot composes. */
  @Bean
  @ConditionalOnMissingBean
  CarryingTaskDecorator headroomTaskDecorator(Observer observer, Fixes fixes) {
    return new CarryingTaskDecorator(observer, fixes);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(DataSource.class)
  static final class DataSources {

    @Bean
    static DataSourceObservation headroomDataSourceObservation(
        ObjectProvider<Observer> observer, ObjectProvider<AgentAccess> agent) {
      return new DataSourceObservation(observer, agent);
    }
  }

  /** Reactive code and executors, where Micrometer carries what belongs to a thread. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "io.micrometer.context.ContextRegistry")
  static final class Context {

    @Bean
    CarriedContext headroomCarriedContext(Observer observer, Fixes fixes) {
      return new CarriedContext(observer, fixes);
    }
  }
}
