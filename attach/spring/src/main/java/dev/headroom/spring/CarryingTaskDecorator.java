package dev.headroom.spring;

import dev.headroom.loop.Fixes;
import dev.headroom.observe.Observer;
import dev.headroom.observe.Request;
import org.springframework.core.task.TaskDecorator;

/** Carries the request and its fixes to the threads of Spring's executors. */
final class CarryingTaskDecorator implements TaskDecorator {

  private final Observer observer;
  private final Fixes fixes;

  CarryingTaskDecorator(Observer observer, Fixes fixes) {
    this.observer = observer;
    this.fixes = fixes;
  }

  @Override
  @SuppressWarnings("try") // scopes are held, not used
  public Runnable decorate(Runnable task) {
    Request request = observer.current();
    if (request == null) {
      return task;
    }
    Request whole = request.whole(); // a task may outlive the one that starts it
    long flags = fixes.flags();
    return () -> {
      try (Observer.Scope work = observer.carry(whole);
          Fixes.Entered entered = fixes.enter(flags)) {
        task.run();
      }
    };
  }
}
