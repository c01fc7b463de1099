"""Drawing on paper: the only place that imports ReportLab. Takes plain values, gives bytes."""
