package io.carillon.deploy.bench.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures that are measured together; the names are those of the command line. */
enum EngineSet {
  INGEST {
    @Override
    List<Measured> measure(ServerSets servers, double scale)
        throws IOException, InterruptedException {
      List<Measured> measured = new ArrayList<>();
      measured.addAll(ProbeProcess.run(ProbeCommand.Probe.WIDE, scale));
      measured.addAll(ProbeProcess.run(ProbeCommand.Probe.LONG, scale));
      measured.addAll(ProbeProcess.run(ProbeCommand.Probe.NEW, scale));
      return measured;
    }
  },
  HTTP {
    @Override
    List<Measured> measure(ServerSets servers, double scale)
        throws IOException, InterruptedException {
      return servers.http();
    }
  },
  MEMORY {
    @Override
    List<Measured> measure(ServerSets servers, double scale)
        throws IOException, InterruptedException {
      return servers.memory();
    }
  },
  DISK {
    @Override
    List<Measured> measure(ServerSets servers, double scale)
        throws IOException, InterruptedException {
      return servers.disk();
    }
  },
  RESTART {
    @Override
    List<Measured> measure(ServerSets servers, double scale)
        throws IOException, InterruptedException {
      return servers.restart();
    }
  },
  SELECT {
    @Override
    List<Measured> measure(ServerSets servers, double scale)
        throws IOException, InterruptedException {
      return ProbeProcess.run(ProbeCommand.Probe.SELECT, scale);
    }
  },
  CHURN {
    @Override
    List<Measured> measure(ServerSets servers, double scale)
        throws IOException, InterruptedException {
      return ProbeProcess.run(ProbeCommand.Probe.CHURN, scale);
    }
  },
  LATENCY {
    @Override
    List<Measured> measure(ServerSets servers, double scale)
        throws IOException, InterruptedException {
      return servers.latency();
    }
  };

  /**
   * One run.
   *
   * @param scale factor of the numbers of series
   */
  abstract List<Measured> measure(ServerSets servers, double scale)
      throws IOException, InterruptedException;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
