package dev.headroom.spring;

import dev.headroom.observe.ObservedDataSource;
import dev.headroom.observe.Observer;
import javax.sql.DataSource;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;

/**
 * Wraps every data source. It comes last, so that what others wrapped is inside and their types are
 * reached by {@code unwrap}; the pool itself stays the bean that is closed. With an agent in the
 * JVM nothing is wrapped: the agent sees the drivers.
 */
final class DataSourceObservation implements BeanPostProcessor, Ordered {

  private final ObjectProvider<Observer> observer;
  private final ObjectProvider<AgentAccess> agent;

  DataSourceObservation(ObjectProvider<Observer> observer, ObjectProvider<AgentAccess> agent) {
    this.observer = observer;
    this.agent = agent;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    return bean instanceof DataSource dataSource
            && !(bean instanceof ObservedDataSource)
            && !ScopedProxyUtils.isScopedTarget(beanName)
            && !agent.getObject().observing()
        ? new ObservedDataSource(dataSource, observer.getObject(), beanName)
        : bean;
  }

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
