"""The model beside this file in Triton's Python backend, run by ONNX Runtime (Triton's own ONNX backend is on no index)."""

import os
import sys

# Triton's interpreter is the system's; ONNX Runtime is in the environment that the test made.
sys.path.insert(0, os.environ["MODEL_SITE"])

import onnxruntime
import triton_python_backend_utils as triton


class TritonPythonModel:
    def initialize(self, _):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        file = os.path.join(os.path.dirname(__file__), "model.onnx")
        self.session = onnxruntime.InferenceSession(file, options)
        self.inputs = [tensor.name for tensor in self.session.get_inputs()]

    def execute(self, requests):
        answers = []
        for request in requests:
            outputs = request.requested_output_names()
            feeds = {name: triton.get_input_tensor_by_name(request, name).as_numpy() for name in self.inputs}
            values = self.session.run(outputs, feeds)
            tensors = [triton.Tensor(name, value) for name, value in zip(outputs, values)]
            answers.append(triton.InferenceResponse(tensors))
        return answers
