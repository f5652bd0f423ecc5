package dev.headroom.services.pos;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import tools.jackson.databind.json.JsonMapper;

/** Runs an {@link UpdatesConnection} for each WebSocket, on a thread of its own. */
@Component
class UpdatesHandler extends TextWebSocketHandler {

  private static final Logger LOG = LoggerFactory.getLogger(UpdatesHandler.class);
  private static final String CONNECTION = "connection";

  private final UpdatesProperties properties;
  private final EventLog log;
  private final UpdatesHub hub;
  private final JsonMapper json;
  private final Clock clock;

  UpdatesHandler(
      UpdatesProperties properties, EventLog log, UpdatesHub hub, JsonMapper json, Clock clock) {
    this.properties = properties;
    this.log = log;
    this.hub = hub;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) {
    Map<String, Object> attributes = session.getAttributes();
    long restaurantId = (Long) Objects.requireNonNull(attributes.get(UpdatesHandshake.RESTAURANT));
    Instant expires = (Instant) Objects.requireNonNull(attributes.get(UpdatesHandshake.EXPIRES));
    UpdatesConnection connection =
        new UpdatesConnection(
            restaurantId,
            (Long) Objects.requireNonNull(attributes.get(UpdatesHandshake.AFTER)),
            Duration.between(clock.instant(), expires),
            properties,
            log,
            hub,
            new SessionOut(session, restaurantId),
            System::nanoTime);
    attributes.put(CONNECTION, connection);
    Thread.ofVirtual().name("updates-" + restaurantId + "-" + session.getId()).start(connection);
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message) {
    end(session, CloseStatus.NOT_ACCEPTABLE.withReason("updates take no messages"));
  }

  @Override
  public void handleTransportError(WebSocketSession session, Throwable exception) {
    LOG.debug("a listener's line broke: {}", exception.toString());
    end(session, CloseStatus.SESSION_NOT_RELIABLE);
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    end(session, status);
  }

  private static void end(WebSocketSession session, CloseStatus status) {
    if (session.getAttributes().get(CONNECTION) instanceof UpdatesConnection connection) {
      connection.end(status);
    }
  }

  /** The frames of docs/services/pos.md. */
  private final class SessionOut implements UpdatesConnection.Out {

    private final WebSocketSession session;
    private final long restaurantId;

    SessionOut(WebSocketSession session, long restaurantId) {
      this.session = session;
      this.restaurantId = restaurantId;
    }

    @Override
    public void hello(long cursor, long last) throws IOException {
      send(new Hello("hello", restaurantId, cursor, last));
    }

    @Override
    public void event(Event event) throws IOException {
      send(new Frame("event", event));
    }

    private void send(Object frame) throws IOException {
      session.sendMessage(new TextMessage(json.writeValueAsString(frame)));
    }

    @Override
    public void ping() throws IOException {
      session.sendMessage(new PingMessage());
    }

    @Override
    public void close(CloseStatus status) {
      try {
        session.close(status);
      } catch (IOException e) {
        LOG.debug("a listener's line was gone before it was closed: {}", e.toString());
      }
    }
  }

  private record Hello(String type, long restaurantId, long after, long last) {}

  private record Frame(String type, @com.fasterxml.jackson.annotation.JsonUnwrapped Event event) {}
}
