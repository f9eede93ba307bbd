@NullMarked
package lab.poller.recording;

import org.jspecify.annotations.NullMarked;
