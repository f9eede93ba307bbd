@NullMarked
package lab.poller.simulator;

import org.jspecify.annotations.NullMarked;
