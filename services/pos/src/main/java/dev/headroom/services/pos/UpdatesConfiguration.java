package dev.headroom.services.pos;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;

/** Where updates are served. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class UpdatesConfiguration implements WebSocketConfigurer {

  private final UpdatesHandler handler;
  private final UpdatesHandshake handshake;

  UpdatesConfiguration(UpdatesHandler handler, UpdatesHandshake handshake) {
    this.handler = handler;
    this.handshake = handshake;
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    // Any origin: the token, not a cookie, says who asks, and no foreign page has it.
    registry
        .addHandler(handler, SecurityConfiguration.UPDATES)
        .addInterceptors(handshake)
        .setAllowedOriginPatterns("*");
  }
}
