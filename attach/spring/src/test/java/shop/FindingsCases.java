package shop;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.headroom.junit.ExpectNoNewFindings;
import dev.headroom.loop.FindingKind;
import dev.headroom.observe.ObservedDataSource;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.MockMvc;

/** A test of an application that has the starter; run by a test, since one of it is to fail. */
@Tag("benchmark")
@SpringBootTest(
    classes = ShopApplication.class,
    properties = "spring.datasource.url=${findings.cases.url}")
@AutoConfigureMockMvc
@ExpectNoNewFindings(kinds = FindingKind.N_PLUS_ONE)
public class FindingsCases {

  @Autowired MockMvc mvc;
  @Autowired DataSource dataSource;

  @Test
  void failsOneByOne() throws Exception {
    mvc.perform(get("/orders/of/1")).andExpect(status().isOk());
  }

  @Test
  void passesOther() throws Exception {
    Assertions.assertTrue(dataSource.isWrapperFor(ObservedDataSource.class));
    mvc.perform(get("/large")).andExpect(status().isOk());
  }
}
