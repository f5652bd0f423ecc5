package dev.headroom.web;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Runs something when an asynchronous request has ended, however it did. */
final class AfterAsync implements AsyncListener {

  private final Runnable task;

  AfterAsync(Runnable task) {
    this.task = task;
  }

  @Override
  public void onComplete(AsyncEvent event) {
    task.run();
  }

  @Override
  public void onTimeout(AsyncEvent event) {}

  @Override
  public void onError(AsyncEvent event) {}

  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this); // listeners do not survive a new start
  }
}
