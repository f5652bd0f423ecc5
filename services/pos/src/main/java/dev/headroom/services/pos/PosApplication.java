package dev.headroom.services.pos;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The point-of-sale service. */
@SpringBootApplication
public class PosApplication {

  public static void main(String[] args) {
    SpringApplication.run(PosApplication.class, args);
  }
}
