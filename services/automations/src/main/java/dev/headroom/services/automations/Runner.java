package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Does a run. The model is called outside of any transaction: its seconds hold no lock. */
@Component
class Runner {

  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
  private static final int MOST = 500;

  private final Runs runs;
  private final Quota quota;
  private final ModelServer model;
  private final JsonMapper json;

  Runner(Runs runs, Quota quota, ModelServer model, JsonMapper json) {
    this.runs = runs;
    this.quota = quota;
    this.model = model;
    this.json = json;
  }

  /** If it still is to be done. */
  void run(long id) {
    runs.claim(id).ifPresent(this::run);
  }

  private void run(Runs.Claimed run) {
    try {
      if (run.usesModel()) {
        Configured configured = Configured.of(run.configuration(), json);
        quota.reserve(run.requestId(), run.userId(), configured.most(run.input()));
        ModelServer.Reply reply = model.ask(configured, configured.prompt() + "\n" + run.input());
        runs.succeeded(
            run,
            new Quota.Used(
                run.userId(),
                run.userAutomationId(),
                configured.model(),
                reply.promptTokens(),
                reply.completionTokens()),
            cut(run.name() + ": " + reply.text()));
      } else {
        runs.succeeded(run, null, "%s: %d steps".formatted(run.name(), run.nodes()));
      }
    } catch (Problem e) {
      runs.failed(run, cut(String.valueOf(e.getBody().getDetail())));
    } catch (IOException e) {
      runs.failed(run, cut("the model gave no answer: " + e.getMessage()));
    } catch (RuntimeException e) {
      LOG.warn("run {} failed", run.id(), e);
      runs.failed(run, cut("it failed: " + e.getMessage()));
    }
  }

  private static String cut(String text) {
    return text.length() <= MOST ? text : text.substring(0, MOST - 3) + "...";
  }
}
