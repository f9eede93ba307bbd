/** Holds Prometheus, Grafana, containers and their papers to what the code serves and reads. */
@NullMarked
package lab.launcher.operation;

import org.jspecify.annotations.NullMarked;
