package org.example.library;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

@ResponseStatus(HttpStatus.NOT_FOUND)
class NotFound extends RuntimeException {

  private static final long serialVersionUID = 1;
}
