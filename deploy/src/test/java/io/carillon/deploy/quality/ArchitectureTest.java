package io.carillon.deploy.quality;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Dependencies point one way, packages have no cycles, and time and chance come from outside. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.carillon");

  private static final String[] ROLES = {
    "io.carillon.ingester..", "io.carillon.distributor..", "io.carillon.querier.."
  };

  @Test
  void commonKnowsNoRole() {
    noClasses()
        .that()
        .resideInAPackage("io.carillon.common..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.carillon.ingester..",
            "io.carillon.distributor..",
            "io.carillon.querier..",
            "io.carillon.deploy..")
        .check(CLASSES);
  }

  @Test
  void rolesMeetOnlyInTheContracts() {
    for (String role : ROLES) {
      for (String other : ROLES) {
        if (!role.equals(other)) {
          noClasses()
              .that()
              .resideInAPackage(role)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(other, "io.carillon.deploy..")
              .check(CLASSES);
        }
      }
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.carillon.(*).(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void clocksAndChanceAreHandedIn() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.carillon.common.time..", "io.carillon.deploy..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callConstructor(Random.class)
        .check(CLASSES);
  }

  @Test
  void nothingSleeps() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .check(CLASSES);
  }

  @Test
  void onlyTheHttpPackageKnowsTheServer() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.carillon.common.http..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx..")
        .check(CLASSES);
  }
}
