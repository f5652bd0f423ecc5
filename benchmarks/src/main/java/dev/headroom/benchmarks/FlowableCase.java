package dev.headroom.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.flowable.engine.ProcessEngine;
import org.flowable.engine.ProcessEngineConfiguration;
import org.flowable.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.flowable.task.api.Task;

/** Flowable: processes with two user tasks, started, found, claimed, completed, and looked up. */
final class FlowableCase implements AdviseCase {

  private static final String PROCESS =
      """
      <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
          xmlns:flowable="http://flowable.org/bpmn" targetNamespace="benchmark">
        <process id="leave" isExecutable="true">
          <startEvent id="start"/>
          <sequenceFlow id="f1" sourceRef="start" targetRef="ask"/>
          <userTask id="ask" name="Ask" flowable:assignee="${asker}"/>
          <sequenceFlow id="f2" sourceRef="ask" targetRef="decide"/>
          <userTask id="decide" name="Decide" flowable:candidateGroups="${group}"/>
          <sequenceFlow id="f3" sourceRef="decide" targetRef="end"/>
          <endEvent id="end"/>
        </process>
      </definitions>
      """;

  @Override
  public String name() {
    return "Flowable";
  }

  @Override
  public String source() {
    return "org.flowable:flowable-engine, schema made by the engine";
  }

  @Override
  public void fill(String url, DataSource database, boolean quick) throws Exception {
    ProcessEngine engine = engine(database, ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE);
    engine
        .getRepositoryService()
        .createDeployment()
        .addString("leave.bpmn20.xml", PROCESS)
        .deploy();
    Random random = new Random(7);
    int instances = quick ? 60 : 3_000;
    for (int i = 0; i < instances; i++) {
      start(engine, random, i);
      if (i % 3 > 0) {
        Task ask =
            engine.getTaskService().createTaskQuery().taskAssignee("user" + i % 300).list().get(0);
        engine.getTaskService().complete(ask.getId());
      }
    }
    engine.close();
  }

  private static void start(ProcessEngine engine, Random random, int i) {
    engine
        .getRuntimeService()
        .startProcessInstanceByKey(
            "leave",
            "key" + i,
            Map.of(
                "asker", "user" + i % 300,
                "group", "group" + random.nextInt(30),
                "days", random.nextInt(20),
                "reason", "because of " + i));
  }

  @Override
  public void work(DataSource database, boolean quick) throws Exception {
    ProcessEngine engine = engine(database, ProcessEngineConfiguration.DB_SCHEMA_UPDATE_FALSE);
    Random random = new Random(8);
    int rounds = quick ? 10 : 400;
    for (int i = 0; i < rounds; i++) {
      int number = 1_000_000 + i;
      start(engine, random, number);
      String user = "user" + random.nextInt(300);
      List<Task> tasks =
          engine
              .getTaskService()
              .createTaskQuery()
              .taskAssignee(user)
              .orderByTaskCreateTime()
              .desc()
              .listPage(0, 10);
      if (!tasks.isEmpty()) {
        engine.getTaskService().setVariable(tasks.get(0).getId(), "seen", true);
        engine.getTaskService().complete(tasks.get(0).getId());
      }
      List<Task> open =
          engine
              .getTaskService()
              .createTaskQuery()
              .taskCandidateGroup("group" + random.nextInt(30))
              .orderByTaskCreateTime()
              .asc()
              .listPage(0, 10);
      if (!open.isEmpty()) {
        engine.getTaskService().claim(open.get(0).getId(), user);
        engine.getTaskService().complete(open.get(0).getId(), Map.of("approved", i % 2 == 0));
      }
      String key = "key" + random.nextInt(quick ? 60 : 3_000);
      engine
          .getHistoryService()
          .createHistoricProcessInstanceQuery()
          .processInstanceBusinessKey(key)
          .list();
      engine
          .getHistoryService()
          .createHistoricTaskInstanceQuery()
          .taskAssignee(user)
          .finished()
          .listPage(0, 20);
      engine
          .getRuntimeService()
          .createProcessInstanceQuery()
          .processInstanceBusinessKey(key)
          .includeProcessVariables()
          .list();
      if (i % 10 == 0) {
        var old =
            engine
                .getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processInstanceBusinessKey(key)
                .finished()
                .list();
        if (!old.isEmpty()) {
          engine.getHistoryService().deleteHistoricProcessInstance(old.get(0).getId());
        }
        engine.getTaskService().createTaskQuery().processVariableValueEquals("days", 5).count();
      }
    }
    engine.close();
  }

  private static ProcessEngine engine(DataSource database, String schema) {
    StandaloneProcessEngineConfiguration options = new StandaloneProcessEngineConfiguration();
    options.setDataSource(database);
    options.setDatabaseSchemaUpdate(schema);
    options.setAsyncExecutorActivate(false);
    return options.buildProcessEngine();
  }
}
